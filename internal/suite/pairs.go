package suite

// pairwise returns rows of choices, of each factor one, so that any two choices of two factors are in some row. The
// numbers say how many choices each factor has. The rows are few, and always the same.
func pairwise(choices []int) (rows [][]int) {
	todo := map[[4]int]bool{}
	for f := range choices {
		for g := range f {
			for i := range choices[f] {
				for j := range choices[g] {
					todo[[4]int{g, j, f, i}] = true
				}
			}
		}
	}
	for len(todo) > 0 {
		row := begun(choices, todo)
		for f := range row {
			if row[f] < 0 {
				row[f] = best(row, f, choices[f], todo, len(rows))
			}
		}
		for f := range row {
			for g := range f {
				delete(todo, [4]int{g, row[g], f, row[f]})
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// begun returns a row with the first pair in it that no row has, and -1 for what is not chosen yet.
func begun(choices []int, todo map[[4]int]bool) []int {
	row := make([]int, len(choices))
	for f := range row {
		row[f] = -1
	}
	for f := range choices {
		for g := range f {
			for i := range choices[f] {
				for j := range choices[g] {
					if todo[[4]int{g, j, f, i}] {
						row[g], row[f] = j, i
						return row
					}
				}
			}
		}
	}
	return row
}

// best returns the choice of a factor that brings most new pairs to a row; of equal ones another one in each row.
func best(row []int, f, n int, todo map[[4]int]bool, turn int) (choice int) {
	most := -1
	for k := range n {
		i := (k + turn) % n
		pairs := 0
		for g, j := range row {
			if j >= 0 && (g < f && todo[[4]int{g, j, f, i}] || g > f && todo[[4]int{f, i, g, j}]) {
				pairs++
			}
		}
		if pairs > most {
			most, choice = pairs, i
		}
	}
	return choice
}
