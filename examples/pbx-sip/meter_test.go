package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// What is measured is there for who asks by the flag, and for nobody else.
func TestMetrics(t *testing.T) {
	for _, on := range []bool{true, false} {
		f := newOffice(t, func(o *options) { o.metrics = on })
		f.meter.call()
		f.meter.away()
		f.meter.took(time.Second)
		f.meter.needless(time.Second)
		if err := f.Click("101", click{Do: stop}); err == nil {
			t.Error("somebody stops the recording of no call")
		}
		server := httptest.NewServer(f.serves(newDesk(f, f.store, f.log)))
		defer server.Close()
		answer, err := http.Get(server.URL + "/metrics")
		must(t, err)
		text, err := io.ReadAll(answer.Body)
		must(t, err)
		answer.Body.Close()
		for _, want := range []string{`recpause_calls_total{`, `recpause_store_unreachable_total{`,
			`recpause_take_over_seconds_count{`, `recpause_silent_without_need_seconds_sum{`,
			`recpause_click_seconds_count{confirmed="false",do="stop",`} {
			if strings.Contains(string(text), want) != on {
				t.Errorf("metrics %v, %s: %s", on, want, text)
			}
		}
	}
}
