package live

// Noted returns what becomes of notes that are noted one after the other.
func Noted(notes ...Note) []Note {
	var r Recording
	for _, n := range notes {
		r.note(n)
	}
	return r.notes
}
