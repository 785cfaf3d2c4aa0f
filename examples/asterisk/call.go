package main

import (
	"context"
	"fmt"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/pause"
)

// A call is two parties in a bridge.
type call struct {
	client   *client
	channels map[string]string // by party, the unique ID of the channel that is in the bridge
}

// connect has one party call another, and returns when they hear each other.
func connect(ctx context.Context, c *client, name, caller, callee string) (*call, error) {
	x := &call{c, map[string]string{caller: name + "-" + caller}}
	if err := x.dial(ctx, caller, callee); err != nil {
		c.act(ctx, "Hangup", field{"Channel", x.channels[caller]}) // what there is of it
		return nil, err
	}
	return x, nil
}

func (x *call) dial(ctx context.Context, caller, callee string) error {
	from, channel := x.client.mark(), x.channels[caller]
	if _, err := x.client.act(ctx, "Originate", field{"Channel", "Local/" + caller + "@recpause-speak/n"},
		field{"ChannelId", channel},
		field{"OtherChannelId", "other-" + channel}, field{"Context", "recpause-call"}, field{"Exten", callee},
		field{"Priority", "1"}, field{"Codecs", "slin"}, field{"Async", "true"}); err != nil {
		return err
	}
	dialled, err := x.client.await(ctx, from, event("DialBegin", "Uniqueid", channel))
	if err != nil {
		return fmt.Errorf("asterisk: %s does not call %s: %w", caller, callee, err)
	}
	x.channels[callee] = dialled.get("DestUniqueid")
	for party, channel := range x.channels {
		if _, err := x.client.await(ctx, from, event("BridgeEnter", "Uniqueid", channel)); err != nil {
			return fmt.Errorf("asterisk: %s is not in the call: %w", party, err)
		}
	}
	return nil
}

// event returns what looks for an event with one value.
func event(name, key, value string) func(message) bool {
	return func(m message) bool { return m.get("Event") == name && m.get(key) == value }
}

// record starts a recording on A's channel: into one file for both, or one for each side.
func (x *call) record(ctx context.Context, files tape) error {
	file, options := files.options()
	_, err := x.client.act(ctx, "MixMonitor", field{"Channel", x.channels[conformance.A]}, field{"File", file},
		field{"Options", options})
	return err
}

// mute brings a verb to the recorder. AMI knows stop and resume as 1 and 0; any other word goes there as it is.
func (x *call) mute(ctx context.Context, v pause.Verb) error {
	state := v.String()
	switch v {
	case pause.Stop:
		state = "1"
	case pause.Resume:
		state = "0"
	}
	_, err := x.client.act(ctx, "MixMonitorMute", field{"Channel", x.channels[conformance.A]},
		field{"Direction", "both"}, field{"State", state})
	return err
}

// hangUp ends the call by one party, and returns when A's channel, which is recorded, is gone.
func (x *call) hangUp(ctx context.Context, party string) error {
	from := x.client.mark()
	if _, err := x.client.act(ctx, "Hangup", field{"Channel", x.channels[party]}); err != nil {
		return err
	}
	_, err := x.client.await(ctx, from, event("Hangup", "Uniqueid", x.channels[conformance.A]))
	return err
}

// announced returns what Asterisk has last announced of the recorder: off, where it has announced none.
func (x *call) announced() (state pause.State) {
	heard, _, _ := x.client.sofar()
	for _, m := range heard {
		if m.get("Uniqueid") != x.channels[conformance.A] {
			continue
		}
		switch m.get("Event") + m.get("State") {
		case "MixMonitorStart", "MixMonitorMute0":
			state = pause.On
		case "MixMonitorMute1":
			state = pause.Silent
		case "MixMonitorStop":
			state = pause.Off
		}
	}
	return state
}
