package vectors

import (
	"github.com/recpause/recpause/buttons"
	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/spec"
)

// A cell is one cell of table 3.1 or 3.2.
type cell struct {
	Table   string       `json:"table"`
	Of      string       `json:"of"`
	JA      string       `json:"ja"`
	EN      string       `json:"en"`
	Mark    string       `json:"mark"`
	Rule    spec.ID      `json:"rule"`
	Also    []spec.ID    `json:"also"`
	Support spec.Support `json:"support"`
}

func tables() file {
	var cells []any
	for _, c := range buttons.Table31() {
		table := "3.1"
		if c.Of == callstate.OutboundWaiting {
			table = "outbound" // the chapter that adds this state
		}
		cells = append(cells, cell{table, c.Of.String(), c.Of.In(spec.JA), c.Of.In(spec.EN), c.Mark, c.Rule,
			also(c.Also), c.Support()})
	}
	for _, c := range buttons.Table32() {
		cells = append(cells, cell{"3.2", c.Of.String(), c.Of.Label(spec.JA), c.Of.Label(spec.EN), c.Mark, c.Rule,
			also(c.Also), c.Support()})
	}
	return file{"tables", []list{{"cases", cells}}}
}

// also makes none an empty list.
func also(ids []spec.ID) []spec.ID { return append([]spec.ID{}, ids...) }
