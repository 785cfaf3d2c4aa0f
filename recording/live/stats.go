package live

// Stats are counts of what a recording has done since it was made or restored. They are comparable and cost nothing to
// take: who watches many calls adds them up.
type Stats struct {
	Frames    int64 // that were taken
	Late      int64 // samples of them that came too late to be written
	Writes    int64 // to the sinks, also those that failed
	Bytes     int64 // that the sinks have taken
	Rewritten int64 // bytes of them that corrected what had been written before
}

// Stats returns the counts by now.
func (r *Recording) Stats() Stats { return r.stats }

// wrote counts a write.
func (s *Stats) wrote(bytes int, again bool) {
	s.Writes++
	s.Bytes += int64(bytes)
	if again {
		s.Rewritten += int64(bytes)
	}
}
