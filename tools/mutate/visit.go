package main

import (
	"fmt"
	"go/ast"
	"go/token"
)

// A visitor walks a function and knows the nodes above it.
type visitor struct {
	*editor
	above []ast.Node
}

func (v visitor) parent() ast.Node {
	if len(v.above) == 0 {
		return nil
	}
	return v.above[len(v.above)-1]
}

// Visit writes the mutants of one node; those of what is in it come later, and so stand within them.
func (v visitor) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case nil, *ast.GenDecl, *ast.ArrayType, *ast.FuncType, *ast.TypeSpec:
		return nil
	case ast.Expr:
		if v.constant(n) {
			v.constants(n)
			return nil
		}
		v.expression(n)
	case ast.Stmt:
		v.statement(n)
	}
	return visitor{v.editor, append(v.above[:len(v.above):len(v.above)], n)}
}

func (v visitor) expression(n ast.Expr) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		v.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT && !v.operand() {
			v.negate(n)
		}
	case *ast.CallExpr:
		v.minOrMax(n)
		if v.condition(n) {
			v.negate(n)
		}
	case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.ParenExpr:
		if v.condition(n) {
			v.negate(n)
		}
	}
	if v.operand() {
		v.leaveOut(n)
	}
}

// condition reports whether an expression is all that an if asks.
func (v visitor) condition(n ast.Expr) bool {
	s, ok := v.parent().(*ast.IfStmt)
	return ok && s.Cond == n
}

// operand reports whether an expression stands beside && or ||.
func (v visitor) operand() bool {
	b, ok := v.parent().(*ast.BinaryExpr)
	return ok && (b.Op == token.LAND || b.Op == token.LOR)
}

// leaveOut makes an operand true beside &&, false beside ||.
func (v visitor) leaveOut(n ast.Expr) {
	if id, ok := v.add(n, "operand"); !ok {
		return
	} else if v.parent().(*ast.BinaryExpr).Op == token.LAND {
		v.wrap(n, "(", fmt.Sprintf(" || mutate__is(%d))", id))
	} else {
		v.wrap(n, "(", fmt.Sprintf(" && !mutate__is(%d))", id))
	}
}

func (v visitor) negate(n ast.Expr) {
	if id, ok := v.add(n, "negation"); ok {
		v.wrap(n, "((", fmt.Sprintf(") != mutate__is(%d))", id))
	}
}

var arithmetic = map[token.Token]string{
	token.ADD: "add", token.SUB: "sub", token.MUL: "mul", token.QUO: "quo", token.REM: "rem",
	token.AND: "and", token.OR: "or", token.XOR: "xor", token.AND_NOT: "andNot", token.SHL: "shl", token.SHR: "shr",
}

func (v visitor) binary(n *ast.BinaryExpr) {
	x, y := v.source(n.X), v.source(n.Y)
	switch n.Op {
	case token.LSS, token.GTR:
		if id, ok := v.add(n, "boundary"); ok {
			v.wrap(n, "(", fmt.Sprintf(" || mutate__is(%d) && (%s) == (%s))", id, x, y))
		}
	case token.LEQ, token.GEQ:
		if id, ok := v.add(n, "boundary"); ok {
			v.wrap(n, "(", fmt.Sprintf(" && !(mutate__is(%d) && (%s) == (%s)))", id, x, y))
		}
	case token.EQL, token.NEQ, token.LAND, token.LOR:
	default:
		v.calculate(n)
		return
	}
	_, loop := v.parent().(*ast.ForStmt)
	if n.Op != token.LAND && n.Op != token.LOR && !loop && !v.operand() {
		v.negate(n)
	}
}

// calculate makes + of -, and so on; text that is joined is left alone.
func (v visitor) calculate(n *ast.BinaryExpr) {
	shift := n.Op == token.SHL || n.Op == token.SHR
	if !v.isNumber(n) || shift && v.constant(n.X) {
		return
	}
	if id, ok := v.add(n, "arithmetic"); ok {
		v.call(n, arithmetic[n.Op], id)
	}
}

func (v visitor) minOrMax(n *ast.CallExpr) {
	name, ok := n.Fun.(*ast.Ident)
	if !ok || (name.Name != "min" && name.Name != "max") || len(n.Args) < 2 {
		return
	}
	if id, ok := v.add(n, "limit"); ok {
		from := v.offset(name.Pos())
		v.edits = append(v.edits, edit{from: from, to: v.offset(n.Args[0].Pos()),
			text: fmt.Sprintf("mutate__%s(%d, ", name.Name, id)})
	}
}

// constants changes the outermost constant: numbers by one, true to false.
func (v visitor) constants(n ast.Expr) {
	if id, ok := n.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
		v.negate(n)
		return
	}
	name, ok := v.numeric(n)
	if !ok || !v.changeable(n) {
		return
	}
	if id, ok := v.add(n, "constant"); ok {
		v.wrap(n, fmt.Sprintf("mutate__inc[%s](%d, ", name, id), ")")
	}
}

// changeable leaves constants alone whose change another mutant is, or that only say how much room to make, or that stand
// beside an error.
func (v visitor) changeable(n ast.Expr) bool {
	switch p := v.parent().(type) {
	case *ast.BinaryExpr:
		return p.Op != token.LSS && p.Op != token.LEQ && p.Op != token.GTR && p.Op != token.GEQ
	case *ast.CallExpr:
		name, ok := p.Fun.(*ast.Ident)
		return !ok || name.Name != "make"
	case *ast.ReturnStmt:
		return len(p.Results) == 1
	case *ast.KeyValueExpr:
		return p.Key != n
	case *ast.CompositeLit, *ast.CaseClause, *ast.ArrayType, *ast.Ellipsis:
		return false
	}
	return true
}

// statement leaves out calls, assignments, and early ends of loops and functions.
func (v visitor) statement(n ast.Stmt) {
	switch v.parent().(type) {
	case *ast.BlockStmt, *ast.CaseClause, nil:
	default:
		return // of an if, a for, a switch or a label
	}
	switch n := n.(type) {
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); !ok {
			return
		} else if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" {
			return
		}
	case *ast.AssignStmt:
		if n.Tok == token.DEFINE || blank(n.Lhs) {
			return
		}
	case *ast.ReturnStmt:
		if len(n.Results) > 0 {
			return
		}
	case *ast.BranchStmt:
		if n.Tok != token.BREAK && n.Tok != token.CONTINUE {
			return
		}
	case *ast.IncDecStmt, *ast.DeferStmt, *ast.SendStmt:
	default:
		return
	}
	if id, ok := v.add(n, "removal"); ok {
		v.wrap(n, fmt.Sprintf("if !mutate__is(%d) { ", id), " }")
	}
}

// blank reports whether an assignment only says that something is not looked at.
func blank(left []ast.Expr) bool {
	for _, x := range left {
		if id, ok := x.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}
