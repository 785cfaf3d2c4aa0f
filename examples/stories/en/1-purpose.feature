# language: en
Feature: What the recording pause does, and what it does not
  A pause reduces what is stored. It is no promise that nothing is.

  @RP-DEF-010
  Rule: Only a click on "Stop recording" in the call stops the recording

    Scenario: Time does not stop it
      Given operator A is in the state "in a call"
      When 600 seconds pass
      Then the recording is "recording"

    Scenario: The dial pad does not stop it
      Given operator A is in the state "in a call"
      When operator A presses "1234" on the dial pad
      Then the recording is "recording"

    Scenario: A click stops it
      Given operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the recording is "silent"

  @RP-DEF-020
  Rule: While the call lasts, one click brings the recording back

    Scenario: One click on "Resume recording"
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the recording is "recording"

  @RP-DEF-030
  Rule: To stop is an operation on a call in progress

    Scenario: Not while the call still rings
      Given operator A calls the customer
      Then the visibility of "Stop recording" for operator A is ×
      When the customer answers
      Then the visibility of "Stop recording" for operator A is ○

    Scenario: Not after the call
      Given operator A is in the state "in a call"
      When the customer hangs up
      Then the state of operator A is "idle"
      And the visibility of "Stop recording" for operator A is ×

  @RP-DEF-040
  Rule: What is said during a pause cannot be heard in the recording

    Scenario: A pause of ten seconds for the card number
      Given operator A has talked to the customer for 30 seconds, and operator A has stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording                |
        | 9 s    | operator A, the customer |
        | 10 s   | silence                  |
        | 15 s   | silence                  |
        | 19 s   | silence                  |
        | 25 s   | operator A, the customer |

  @RP-RSP-020
  Rule: Nothing makes up for a click that was forgotten

    Scenario: Who forgets to stop is recorded
      Given operator A is in the state "in a call"
      When 600 seconds pass
      Then the recording is "recording"

    Scenario: Who forgets to resume stays silent
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When 600 seconds pass
      Then the recording is "silent"
      And the screen of operator A shows "Resume recording" and "The recording is stopped"

  @RP-RSP-030
  Rule: A stop takes away nothing that was recorded before

    Scenario: Before the stop
      Given operator A has talked to the customer for 30 seconds, and operator A has stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording                |
        | 0 s    | operator A, the customer |
        | 5 s    | operator A, the customer |
        | 9 s    | operator A, the customer |

  @RP-ENV-010
  Rule: A call of two is what is documented

    Scenario: A stop in a call with a customer
      Given operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then this is "documented" by RP-ENV-010

    Scenario: The beginning and the end of a call
      When operator A calls the customer
      Then this is "documented" by RP-ENV-010
      When the customer answers
      Then this is "documented" by RP-ENV-010
      When operator A hangs up
      Then this is "documented" by RP-ENV-010

    Scenario: Hold and its release
      Given operator A is in the state "in a call"
      When operator A clicks "Hold"
      Then this is "documented" by RP-ENV-010
      When operator A clicks "Hold"
      Then this is "documented" by RP-ENV-010

  @RP-DTM-010
  Rule: Keys entered in an IVR are in the history as they are

    Scenario: Without the masking option
      Given the "masking of keys in logs" is "no"
      When the customer enters "1234" in an IVR
      Then the IVR history holds "1234"

  @RP-DTM-021
  Rule: The masking of keys is an option of its own

    Scenario Outline: The contract for the pause has no part in the history
      Given the "contract for the recording pause" is "<contract>"
      And the "masking of keys in logs" is "no"
      When the customer enters "1234" in an IVR
      Then the IVR history holds "1234"

      Examples: The contract
        | contract |
        | yes      |
        | no       |

  @RP-DTM-040
  Rule: A pause masks nothing in the IVR history

    Scenario: The recording of a customer who has entered a number in an IVR is stopped
      Given the customer enters "1234" in an IVR
      And operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the IVR history holds "1234"
      When operator A clicks "Resume recording"
      Then the IVR history holds "1234"
