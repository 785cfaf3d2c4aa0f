package picture

import "github.com/recpause/recpause/spec"

// keys say what each look means.
var keys = []struct {
	class string
	text  spec.Text
}{
	{"face stop", spec.Text{JA: "画面に「録音停止」", EN: "display shows 「録音停止」"}},
	{"face resume", spec.Text{JA: "画面に「録音再開」とメッセージ", EN: "display shows 「録音再開」 and the message"}},
	{"face none", spec.Text{JA: "ボタンなし", EN: "no such button"}},
	{"lie", spec.Text{JA: "⚠ 表示と実際の食い違い", EN: "⚠ display differs from what happens"}},
	{"really on", spec.Text{JA: "録音中", EN: "recording"}},
	{"really silent", spec.Text{JA: "停止による無音", EN: "silence by a stop"}},
	{"really partial", spec.Text{JA: "一部の声だけ無音", EN: "some voices silent"}},
	{"beep", spec.Text{JA: "♪ 録音に入るビープ音", EN: "♪ beep in the recording"}},
}

// key lays out the keys of what is in the picture, line by line.
func (s *sheet) key() {
	const swatch, line = 22, 22
	x, y := float64(margin), s.y+4
	used := s.classes()
	for _, k := range keys {
		if !used[k.class] {
			continue
		}
		text := s.say(k.text)
		w := swatch + 6 + breadth(text, small) + 16
		if x+w > s.right+margin && x > margin {
			x, y = margin, y+line
		}
		s.rect(k.class, x, y, swatch, 14, "")
		s.text("small", x+swatch+6, y+12, text)
		x += w
	}
	s.y = y + line + margin
}

// classes returns the classes of all bars.
func (s *sheet) classes() map[string]bool {
	used := map[string]bool{}
	for row := range s.covered {
		used[row[0]] = true
	}
	return used
}
