package faulty

// sentences is one small fault for each rule that no other fault breaks.
var sentences = []Fault{}
