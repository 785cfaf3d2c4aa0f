package bench_test

// A task is one thing to do with the hour, and how each program does it.
type task struct {
	name, what string
	in         []string // the files, which cp copies
	out        []string // the files that each program writes, into a folder of its own
	rate       int
	flags      []string // of render
	sox        []string // shell commands
	ffmpeg     string   // arguments after the inputs
	inPlace    bool     // in is out
}

func tasks() []task {
	one, two, split := []string{"recording-1ch.wav"}, []string{"recording-2ch.wav"},
		[]string{"recording-split-operator.wav", "recording-split-counterpart.wav"}
	stereo, pair := []string{"stereo16.wav"}, []string{"operator.wav", "customer.wav"}
	masks16, masks8 := soxMasks(16000), soxMasks(8000)
	beeped := `sox -D -m -v 1 "|sox -D {in} -p ` + masks16 + `" -v 1 "|sox -D {beep} -p ` + soxBeeps(16000) +
		`" -b 16 -e signed `
	return []task{
		{name: "T1", what: "mask, stereo 16 kHz PCM16", in: stereo, out: two, rate: 16000,
			flags:  []string{"-in", "2ch", "-beep=false"},
			sox:    []string{"sox -D {in} {out} " + masks16},
			ffmpeg: graph("[0:a]", 16000, false, "") + ` -map "[o]" -c:a pcm_s16le {out}`},
		{name: "T2", what: "mask, mono 8 kHz PCM16", in: []string{"mono8.wav"}, out: one, rate: 8000,
			flags:  []string{"-in", "1ch", "-beep=false"},
			sox:    []string{"sox -D {in} {out} " + masks8},
			ffmpeg: graph("[0:a]", 8000, false, "") + ` -map "[o]" -c:a pcm_s16le {out}`},
		{name: "T3", what: "mask and beep on the far channel", in: stereo, out: two, rate: 16000,
			flags:  []string{"-in", "2ch"},
			sox:    []string{beeped + "{out}"},
			ffmpeg: graph("[0:a]", 16000, true, "") + ` -map "[o]" -c:a pcm_s16le {out}`},
		{name: "T4", what: "the same, to one mixed track", in: stereo, out: one, rate: 16000,
			flags: []string{"-in", "2ch", "-layout", "1ch"},
			sox:   []string{beeped + "{out} remix -m 1,2"},
			ffmpeg: graph("[0:a]", 16000, true, ",aformat=sample_fmts=fltp,pan=mono|c0=c0+c1") +
				` -map "[o]" -c:a pcm_s16le {out}`},
		{name: "T5", what: "the same, to two files", in: stereo, out: split, rate: 16000,
			flags: []string{"-in", "2ch", "-layout", "split"},
			sox:   []string{"sox -D {in} {out} " + masks16 + " remix 1", beeped + "{out2} remix 2"},
			ffmpeg: graph("[0:a]", 16000, true, ",channelsplit") +
				` -map "[o]" -c:a pcm_s16le {out} -map "[o2]" -c:a pcm_s16le {out2}`},
		{name: "T6", what: "mask, two mono files to one of two channels", in: pair, out: two, rate: 16000,
			flags:  []string{"-layout", "2ch", "-beep=false"},
			sox:    []string{"sox -D -M {in} {in2} {out} " + masks16},
			ffmpeg: graph("[0:a][1:a]amerge=inputs=2,", 16000, false, "") + ` -map "[o]" -c:a pcm_s16le {out}`},
		{name: "T7", what: "mask, stereo 8 kHz µ-law", in: []string{"mulaw8.wav"}, out: two, rate: 8000,
			flags:  []string{"-in", "2ch", "-beep=false"},
			sox:    []string{"sox -D {in} {out} " + masks8},
			ffmpeg: graph("[0:a]", 8000, false, "") + ` -map "[o]" -c:a pcm_mulaw {out}`},
		{name: "T1 in place", what: "mask, stereo 16 kHz PCM16", in: stereo, out: stereo, rate: 16000,
			flags: []string{"-in", "2ch", "-beep=false", "-in-place"}, inPlace: true},
	}
}
