// Package axe opens pages in headless Chromium for the tests of the examples, and asks axe-core whether everybody can use them.
package axe

import (
	_ "embed"

	"github.com/chromedp/chromedp"
)

//go:embed axe.min.js
var script string

// violations runs axe-core over the page and returns what it finds, and where.
const violations = `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`

// Violations returns what axe-core finds wrong with the page as it is, and where.
func (b *Browser) Violations() []string {
	b.t.Helper()
	if !Eval[bool](b, `"axe" in window`) {
		b.Do(chromedp.Evaluate[chromedp.Void](script))
	}
	return Eval[[]string](b, violations, chromedp.EvalAwaitPromise)
}
