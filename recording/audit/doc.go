// Package audit judges a finished recording against its manifest: whether every stop is digital silence to the sample,
// and nothing else is; whether the beeps are there, where they belong and as they should sound; whether no time was cut
// out. What it finds is data, and so is what it cannot see. It reads each file once, in blocks, or only its pauses, and
// holds memory for
// the manifest's spans and a few lengths of the tone, however long the recording is. Containers are the caller's.
//
// # What it expects
//
// The manifest says who is in the recording when, on which side, who is stopped when, where the beeps are, what was
// never received, and which tone a beep is. From that each track is divided into sections: a voice is heard, perhaps
// with a beep; a beep and no voice; nothing was received; nobody belongs here; everybody here is stopped. All but the
// first should be digital silence, but for beeps. A silence has the manifest's guard margins. Where a stop outside of
// the recording may reach into it with its margin, nothing is judged. Who has a call log and no manifest makes one of
// the log's timeline. A rate is 1000 samples a second or more, a tone lasts 10 s at most.
//
// # How it listens
//
// A sample is silent up to a PCM16 magnitude of 0 (8 in A-law, which has no zero), or up to the tolerance's level.
//
//   - In silences it notes every sample that is not silent. Sound with 10 ms of silence between is two bursts.
//   - In voices it counts runs of zeros, by who is heard, and the loudness of windows of 20 ms.
//   - For each beep it fits the expected tone to the audio by least squares. A beep that differs by no more than 1 dB
//     is right, if no other length, ramp or place explains the audio better. Otherwise it looks for the tone at another
//     level, length or frequency, and up to half a tone's length before or after its place.
//   - The tone is looked for in all of the track, too, in blocks of 10 ms, within 4 dB of its level, up to 1000 times.
//   - What sounds in a silence is held back for two lengths of the tone and 80 ms, until all tones in it are known.
//     They are subtracted, sample by sample, and what is left is judged; of G.711 and PCM8 nothing is left that is less
//     than a step of the codec.
//
// Who asks for leaks alone (Options.PausesOnly) has it read the silences first: where they hold nothing but silence, no
// voice can have leaked, and that is all that is read. Anything else makes it read the whole recording.
//
// # In which order it asks
//
//  1. Can it be judged? If the manifest contradicts itself, or the files are not those of its layout, that is an error,
//     not a finding.
//  2. Is the file shorter by its stops? Where most of 20 ms in a stop are sound, and what is missing of the file is
//     just the rest of this stop, or of this and later ones, the stop was cut out, and the audio behind it is judged at
//     its true position. This is asked while the file is read, for every later question needs that position. Any other
//     difference in length is a wrong length. Where the manifest says that stops are left out, this is asked the other
//     way round: a file that is longer than they leave has a part of one, one that has them all is judged as if they
//     should be silence, and around each seam a click is looked for.
//  3. Are the beeps right? This comes before the silences, for a beep that is early or extra is not a voice. A tone
//     that is found less than a second from a missing beep is that beep, misplaced; one that is on the other side at
//     its time is on the wrong side; all others are extra.
//  4. Are the silences as long as they should be? Too short is sound in them: at their beginning, at their end or
//     within. Too long is a run of zeros of the voices next to them: one is held for silence when it is longer than
//     four times the longest that these voices have elsewhere, and when chance would make it once in a million.
//  5. What sounds in a silence? One constant value for 10 ms is not a voice but a wrong silence (another codec's
//     silence from eight samples on); from -33 dBm0 on only if all of the silence is that. If the loudest and the
//     quietest window are those of the voices, turned down by more than 6 dB, the recorder attenuates. Everything else
//     is a voice, and so a leak.
//  6. Is one side silent for a whole stop, and the other not at all? This needs both tracks. Then the same defect of
//     both becomes one.
//  7. Is a stop longer than the limit? Did the call end while stopped? The manifest alone answers these.
//
// # What cannot be told
//
// An Unseen says where a defect would not show. A voice may be hidden under other voices in one track, and a faint one
// under a beep. A beep may be under a voice that is too loud. Zeros of quiet voices look like silence; without half a
// second of voice nothing can be compared. Silence cannot be told from audio that was never received: only the manifest
// knows that. A file without an Unseen or a finding holds what the manifest says; whether the manifest says what
// happened in the call is not asked here.
package audit
