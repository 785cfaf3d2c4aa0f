module github.com/recpause/recpause

go 1.26.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/looplab/fsm v1.0.3
	pgregory.net/rapid v1.3.0
)
