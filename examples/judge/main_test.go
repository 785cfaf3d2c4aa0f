package main

func Example() {
	main()
	// Output:
	// nonconformant
	// FAIL The message 「録音が停止状態です」 is shown exactly while the button reads 「録音再開」; a resume removes it. (RP-OPS-060)
	//   scene     A is in a call
	//   trace     (2 events) A clicks 「録音停止」 → A clicks 「録音再開」
	//   expected  A shows no message
	//   observed  A shows the message
	//   before    A shows 「録音再開」 and the message
	//   after     A shows 「録音停止」 and the message
	//   clause    §3 resume-2, line 39, documented
}
