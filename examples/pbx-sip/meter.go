package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
)

// A meter measures, by OpenTelemetry, and serves what it has measured as Prometheus reads it. The nil meter does not.
type meter struct {
	http.Handler
	calls, unreachable            metric.Int64Counter
	clicks, takeOvers, needlessly metric.Float64Histogram
}

// newMeter returns a meter. The buckets of its histograms are from a frame of audio to longer than an election.
func newMeter() (*meter, error) {
	registry := prometheus.NewRegistry()
	reader, err := exporter.New(exporter.WithRegisterer(registry))
	if err != nil {
		return nil, err
	}
	of := sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("recpause.example")
	m := &meter{Handler: promhttp.HandlerFor(registry, promhttp.HandlerOpts{})}
	count := func(to *metric.Int64Counter, name, what string) {
		c, failed := of.Int64Counter(name, metric.WithDescription(what))
		*to, err = c, errors.Join(err, failed)
	}
	time := func(to *metric.Float64Histogram, name, what string) {
		h, failed := of.Float64Histogram(name, metric.WithDescription(what), metric.WithUnit("s"),
			metric.WithExplicitBucketBoundaries(.005, .02, .1, .5, 1, 2, 5, 10, 30))
		*to, err = h, errors.Join(err, failed)
	}
	count(&m.calls, "recpause.calls", "Calls that were answered here, or taken over.")
	count(&m.unreachable, "recpause.store.unreachable", "Questions that the store of the cluster did not answer in time.")
	time(&m.clicks, "recpause.click", "From a click on the toggle to its confirmation, or to its refusal.")
	time(&m.takeOvers, "recpause.take_over", "From the answer of a call that is taken over until this node owns it.")
	time(&m.needlessly, "recpause.silent_without_need", "From there until it is recorded again, where no softphone has reported a stop.")
	return m, err
}

func (m *meter) call() {
	if m != nil {
		m.calls.Add(context.Background(), 1)
	}
}

func (m *meter) away() {
	if m != nil {
		m.unreachable.Add(context.Background(), 1)
	}
}

// click measures stops and resumes, and nothing else that was clicked.
func (m *meter) click(do action, took time.Duration, err error) {
	if m != nil && (do == stop || do == resume) {
		m.clicks.Record(context.Background(), took.Seconds(),
			metric.WithAttributes(attribute.String("do", string(do)), attribute.Bool("confirmed", err == nil)))
	}
}

func (m *meter) took(d time.Duration) {
	if m != nil {
		m.takeOvers.Record(context.Background(), d.Seconds())
	}
}

func (m *meter) needless(d time.Duration) {
	if m != nil {
		m.needlessly.Record(context.Background(), d.Seconds())
	}
}

// serves adds what is measured to what the page's address serves.
func (f *office) serves(pages http.Handler) http.Handler {
	if f.meter == nil {
		return pages
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", guard(f.meter))
	mux.Handle("/", pages)
	return mux
}
