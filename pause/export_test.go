package pause

// Resumes reports whether a step ends somebody's silence.
func Resumes(s Step) bool { return s.resumes() }
