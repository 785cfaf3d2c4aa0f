package spec

// What the tests ask of an error that callers only print.
var ErrNotTheDocument = errNotTheDocument

// SHA256 is the hash of a rule's clause.
func (r Rule) SHA256() string { return r.hash }
