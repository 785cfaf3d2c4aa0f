package judge

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

// Flags are the flags of how recordings are judged.
func (o *Options) Flags() []cli.Flag {
	return []cli.Flag{
		&cli.DurationFlag{Name: "max-silence", Destination: &o.MaxSilence},
		&cli.GenericFlag{Name: "tolerance", Value: tolerance{o}},
		&cli.BoolFlag{Name: "exact", Destination: &o.Exact},
		&cli.BoolFlag{Name: "pauses-only", Destination: &o.PausesOnly},
	}
}

// Check reports options that make no sense.
func (o *Options) Check() error {
	if o.MaxSilence < 0 {
		return command.Problem("-max-silence: %vは使用できません。0以上を指定してください",
			"-max-silence: got %v, expected 0 or more", o.MaxSilence)
	}
	return nil
}

// A tolerance is the flag of one: a PCM16 magnitude and, after a comma, a duration.
type tolerance struct{ *Options }

func (t tolerance) String() string { return fmt.Sprintf("%d,%v", t.Level, t.Edge) }

// Get returns the flag, as the flag library asks for it.
func (t tolerance) Get() any { return t }

// Expected says what the flag can be.
func (t tolerance) Expected() (ja, en string) {
	return "0から32767までの大きさを、長さも決めるときはコンマに続けて長さ（例：8,5ms）",
		"a magnitude from 0 to 32767, optionally followed by a comma and a duration, such as 8,5ms"
}

// Set reads the flag. Its errors are replaced by what is expected.
func (t tolerance) Set(text string) (err error) {
	level, edge, both := strings.Cut(text, ",")
	t.Level, err = strconv.Atoi(level)
	if err == nil && both {
		t.Edge, err = time.ParseDuration(edge)
	}
	if err == nil && (t.Level < 0 || t.Level > 32767 || t.Edge < 0) {
		err = strconv.ErrRange
	}
	return err
}
