package main

import "github.com/recpause/recpause/spec"

// scenes are the manual's own, as who does what.
var scenes = []struct {
	name                spec.Text
	softphones, outside int
	events              []wire
}{
	{spec.Text{JA: "1対1の通話で停止して再開", EN: "a call of one softphone: stop and resume"}, 1, 1, []wire{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"pause.click", "A", "", ""}, {"resume.click", "A", "", ""}, {"call.hangup", "X", "", "c1"}}},
	{spec.Text{JA: "ソフトフォン同士：表の5行", EN: "two softphones: the five rows of the table"}, 2, 0, []wire{
		{"call.invite", "A", "B", "c1"}, {"call.answered", "B", "", "c1"}, {"pause.click", "A", "", ""}, {"pause.click", "B", "", ""}, {"resume.click", "A", "", ""},
		{"resume.click", "B", "", ""}}},
	{spec.Text{JA: "*転送を取り消すと、停止中と表示したまま録音される", EN: "a cancelled * transfer leaves the stop on the display"}, 2, 1, []wire{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"star.begin", "A", "B", "c2"}, {"star.answered", "B", "", "c2"}, {"pause.click", "A", "", ""},
		{"star.cancel", "A", "", ""}}},
	{spec.Text{JA: "アウトバウンドの待機中に停止し、通話が始まる", EN: "a stop while waiting for an outbound call"}, 1, 1, []wire{
		{"outbound.wait", "A", "", ""}, {"pause.click", "A", "", ""}, {"outbound.connect", "A", "X", "c1"}}},
	{spec.Text{JA: "電話会議室で1人が停止", EN: "a stop in a conference room"}, 3, 0, []wire{
		{"room.join", "A", "", "c1"}, {"room.join", "B", "", "c1"}, {"room.join", "C", "", "c1"}, {"pause.click", "A", "", ""}, {"resume.click", "A", "", ""}}},
	{spec.Text{JA: "三者通話：参加者が停止", EN: "a stop in a three-way call"}, 2, 1, []wire{
		{"call.invite", "X", "A", "c1"}, {"call.answered", "A", "", "c1"}, {"hold", "A", "", "c1"}, {"consult.dial", "A", "B", "c2"}, {"consult.answered", "B", "", "c2"},
		{"threeway.start", "A", "", ""}, {"pause.click", "B", "", ""}}},
}

// told returns the manual's scenes as stories.
func told() (list []entry) {
	manual := spec.Text{JA: "マニュアルの場面", EN: "scenes of the manual"}
	for _, scene := range scenes {
		s := story{header: headerOf(scene.softphones, scene.outside)}
		for _, w := range scene.events {
			s = s.do(usualWait, w.event())
		}
		list = append(list, entry{manual, scene.name, s.packed()})
	}
	return list
}
