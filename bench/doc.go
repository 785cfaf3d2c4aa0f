// Package bench stands the library beside what one would use instead: hand-written arrays, switches and maps, CEL, OPA,
// looplab/fsm and qmuntal/stateless, over 64Ki mixed inputs. Its tests check over the whole finite space that all say
// the same; every benchmark checks so again before it measures.
//
// Only ratios inside one run mean something. Peers are timed in turn, round after round; ns/op is the median of the
// rounds and x-dense its ratio to the first peer, a bare array, which is the limit of what a look-up can cost. Peers
// get their input in the form they like best: facts already compared, values already parsed. The library gets the
// values its users hold.
//
// A recorder that goes by arrival, diago's, gets the same call as ours in TestDiago and BenchmarkDiago.
package bench
