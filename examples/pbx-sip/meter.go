package main

import (
	"time"

	"github.com/recpause/recpause/pause"
)

type meter struct{}

func (m *meter) click(v pause.Verb, d time.Duration, err error) {}
func (m *meter) took(d time.Duration)                           {}
func (m *meter) needless(d time.Duration)                       {}
