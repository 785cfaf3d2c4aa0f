package spec

// What the tests ask of an error that callers only print.
var ErrNotTheDocument = errNotTheDocument
