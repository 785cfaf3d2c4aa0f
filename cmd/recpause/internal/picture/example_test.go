package picture_test

import (
	"fmt"

	"github.com/recpause/recpause/callstate"
	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

func ExamplePicture_Describe() {
	call := recording.Span{To: 80_000}
	shows := picture.Screen{Span: call, State: callstate.Talking, Toggle: pause.Stop}
	anna := picture.Phone{Name: "anna", Screens: []picture.Screen{shows}}
	p := picture.Picture{Rate: 8000, Span: call, Phones: []picture.Phone{anna}}
	for _, lane := range p.Describe(spec.EN) {
		fmt.Println(lane.Name, lane.Lines)
	}
	// Output:
	// events []
	// anna: softphone's display [0:00.000 – 0:10.000  in a call 「録音停止」]
}
