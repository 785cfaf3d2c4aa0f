// Package recpause is the front page of a library for the pause button of call recording: a softphone lets an operator
// stop the recording of a call while a customer reads out a card number, and resume it. The package holds nothing but
// its two examples: the first hour of whoever writes a softphone, and of whoever writes a PBX.
//
//   - A softphone imports [github.com/recpause/recpause/buttons] to know which buttons to show, what its display says,
//     and why.
//   - A PBX imports [github.com/recpause/recpause/pause] to know whom to silence and whom to beep, and
//     [github.com/recpause/recpause/recording/live] to cut the audio to the sample while the call goes on; package axis
//     beneath it knows where an RTP packet lies, and [github.com/recpause/recpause/recording/wav] has the files.
//     Package [github.com/recpause/recpause/siprec] says what to tell parties and recording servers in SIP.
//   - A tester imports [github.com/recpause/recpause/conformance], or runs the command rpconform, which judges programs
//     in any language.
//   - An auditor imports [github.com/recpause/recpause/recording/audit]: does a finished recording hold what it must not?
//     [github.com/recpause/recpause/recording/vcon] takes a recording to a vCon and back.
//
// Every answer names its rule ([github.com/recpause/recpause/spec]), and what the vendor says of that rule. From spec
// to conformance nothing but the package wav holds a socket, a file, a clock, a goroutine or a lock. A recording pause
// reduces what is stored; it does not guarantee that nothing sensitive is.
package recpause
