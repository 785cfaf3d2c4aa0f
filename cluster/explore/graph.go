package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/recpause/recpause/pause"
)

// A graph is a whole state space: every state, the first one first, and every step between them.
type graph struct {
	World  worldView   `json:"world"`
	States []stateView `json:"states"`
	Steps  []stepView  `json:"steps"`
}

// A worldView says which world it is.
type worldView struct {
	Second     string `json:"second"`
	Clicks     uint8  `json:"clicks"`
	Crashes    uint8  `json:"crashes"`
	Takes      uint8  `json:"takes"`
	TimeOuts   uint8  `json:"time_outs"`
	Duplicates uint8  `json:"duplicates"`
	Renewals   uint8  `json:"renewals"`
	Forgets    uint8  `json:"forgets"`
	Busy       uint8  `json:"busy"`
	Begins     bool   `json:"begins"`
	Living     bool   `json:"living"`
	Unkept     bool   `json:"unkept"`
	Without    string `json:"without,omitempty"`
}

// A stateView is one state, by its place in the list.
type stateView struct {
	Stopped bool       `json:"stopped"` // somebody has, by a command that has acted
	Nodes   []nodeView `json:"nodes"`
	Shows   []string   `json:"shows"` // who shows a stop, or has sent one
	Store   storeView  `json:"store"`
	Wire    []string   `json:"wire"` // what can happen to what is on its way
}

type nodeView struct {
	Up      bool   `json:"up"`
	Phase   string `json:"phase"`
	Records bool   `json:"records"`
}

type storeView struct {
	Revision uint64 `json:"revision"`
	Owner    string `json:"owner"`
	Stopped  bool   `json:"stopped"`
	Forgot   bool   `json:"forgot"`
}

// A stepView leads from one state to another, by their places in the list.
type stepView struct {
	From int    `json:"from"`
	To   int    `json:"to"`
	What string `json:"what"`
}

func (w world) view() worldView {
	v := worldView{secondNames[w.second], w.clicks, w.crashes, w.takes, w.timeOuts, w.duplicates, w.renewals, w.forgets,
		w.busy, w.begins, w.living, w.unkept, ""}
	if w.without != 0 {
		v.Without = w.without.String()
	}
	return v
}

func (s *state) view() stateView {
	v := stateView{Stopped: s.stopped, Shows: []string{}, Wire: []string{},
		Store: storeView{s.revision, fmt.Sprintf("%s, life %d", s.entry.Owner.Node, s.entry.Owner.Boot),
			s.entry.Call.State() != pause.On, s.forgot}}
	for n := range s.nodes {
		it := &s.nodes[n]
		v.Nodes = append(v.Nodes, nodeView{it.up, it.owner.Phase().String(), it.records()})
	}
	for p := range s.stopsShown().All() {
		v.Shows = append(v.Shows, partyName(int(p)))
	}
	for _, m := range s.wire {
		v.Wire = append(v.Wire, coming{m, int(m.node)}.String())
	}
	return v
}

// graph returns the whole state space, or what is wrong with it.
func (w world) graph() (graph, *finding) {
	g := graph{World: w.view()}
	_, wrong := w.run(search{
		show: func(_ int, s *state) string { g.States = append(g.States, s.view()); return "" },
		edge: func(from, to int, what sentence) { g.Steps = append(g.Steps, stepView{from, to, what()}) },
	})
	return g, wrong
}

// writeJSON writes the graph as graph.schema.json has it.
func (g graph) writeJSON(out io.Writer) error { return json.NewEncoder(out).Encode(g) }

// writeDOT draws the graph: a state where somebody has stopped is grey, one where a node records has a double frame.
func (g graph) writeDOT(out io.Writer) error {
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "digraph {\n\tnode [shape=box];")
	for n, s := range g.States {
		label, style := fmt.Sprintf("%d: the store has %s", n, s.Store.Owner), ""
		for i, it := range s.Nodes {
			if it.Up {
				label += fmt.Sprintf("\\n%s %s", nodeName(i), it.Phase)
			}
		}
		if s.Stopped {
			style += " style=filled"
		}
		if slices.ContainsFunc(s.Nodes, func(n nodeView) bool { return n.Records }) {
			style += " peripheries=2"
		}
		fmt.Fprintf(w, "\t%d [label=\"%s\"%s];\n", n, label, style)
	}
	for _, s := range g.Steps {
		fmt.Fprintf(w, "\t%d -> %d [label=\"%s\"];\n", s.From, s.To, s.What)
	}
	fmt.Fprintln(w, "}")
	return w.Flush()
}
