package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/recpause/recpause/recording"
)

// What waited for the disk does not take back what has been shown meanwhile.
func TestSeatsNeverGoBack(t *testing.T) {
	f := newOffice(t)
	older, newer := f.idle("101"), f.idle("101")
	newer.Peers = []string{"102"}
	f.show(nil, newer)
	f.show(nil, older)
	if got := seatOf(t, f, "101"); len(got.Peers) != 1 {
		t.Errorf("got %+v", got)
	}
}

// A click that the disk does not take is done, and is not confirmed.
func TestNothingIsConfirmedThatIsNotSaved(t *testing.T) {
	f, err := openOffice(t.Context(), options{sip: "127.0.0.1:0", out: t.TempDir(), layout: recording.TwoChannel},
		slog.New(slog.DiscardHandler))
	must(t, err)
	c := newCallers(t, f.trunk.port, "UDP")
	operator, customer := c.add("101", "operator"), c.add("customer", "customer")
	must(t, operator.dial("customer"))
	time.Sleep(200 * time.Millisecond)
	must(t, f.Click("101", click{Do: stop}))
	f.store.journal.file.Close()
	if err := f.Click("101", click{Do: resume}); err == nil || !strings.Contains(err.Error(), "disk") {
		t.Errorf("got %v", err)
	}
	must(t, operator.hangUp())
	<-customer.gone
	if f.close() == nil {
		t.Error("it ends as if nothing had happened")
	}
}
