package offline

import "io"

// RunInBlocks is Run with smaller blocks, so that a test meets their edges.
func (j Job) RunInBlocks(samples int, in []io.Reader, out []io.Writer) (int64, error) {
	p, err := j.prepare(len(in), len(out))
	if err != nil {
		return 0, err
	}
	p.samples = min(p.samples, samples)
	return p.run(in, out)
}
