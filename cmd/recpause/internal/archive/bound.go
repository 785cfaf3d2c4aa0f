package archive

import "math"

// atMost returns what share of an archive is a leak at most, where k of n recordings are that were drawn from it: with
// the confidence of 95 %, that is, a larger share would give a sample as good as this one in fewer than one of twenty
// draws. It is the upper limit of Clopper and Pearson (Biometrika 26, 1934), one-sided: the share p with
//
//	P(X ≤ k) = Σ (i = 0…k) C(n, i) pⁱ (1−p)ⁿ⁻ⁱ = 0.05
//
// which for k = 0 is 1 − 0.05^(1/n), a little less than 3/n. A sample is drawn without putting back, for which this is
// more than enough.
func atMost(k, n int) float64 {
	if k >= n {
		return 1
	}
	low, high := float64(k)/float64(n), 1.0
	for range 60 {
		p := (low + high) / 2
		if cumulative(k, n, p) > 1-confidence {
			low = p
		} else {
			high = p
		}
	}
	return high
}

const confidence = 0.95

// cumulative returns the probability of at most k of n.
func cumulative(k, n int, p float64) (sum float64) {
	all, _ := math.Lgamma(float64(n) + 1)
	for i := range k + 1 {
		in, _ := math.Lgamma(float64(i) + 1)
		out, _ := math.Lgamma(float64(n-i) + 1)
		sum += math.Exp(all - in - out + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}
