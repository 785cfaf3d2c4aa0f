package main

func Example() {
	main()
	// Output:
	// nonconformant
	// FAIL RP-OPS-060  The message 「録音が停止状態です」 is shown exactly while the button reads 「録音再開」, so a resume removes it.
	//   clause  §3 resume-2, line 39, documented
	//   scene   A is in a call
	//   trace   (2 events) A clicks 「録音停止」 · A clicks 「録音再開」
	//   want    A shows no message
	//   got     A shows the message
	//   before  A 録音再開 + message
	//   after   A 録音停止 + message
}
