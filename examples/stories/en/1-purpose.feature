# language: en
Feature: What the recording pause does, and what it does not do
  A pause reduces what is stored. It does not guarantee that nothing sensitive is.

  @RP-DEF-010
  Rule: Only a click on "Stop recording" during the call stops the recording

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
  Rule: While the call lasts, one click resumes the recording

    Scenario: One click on "Resume recording"
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the recording is "recording"

  @RP-DEF-030
  Rule: A stop applies to a call in progress

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
      Given operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording                |
        | 9 s    | operator A, the customer |
        | 10 s   | silence                  |
        | 15 s   | silence                  |
        | 19 s   | silence                  |
        | 25 s   | operator A, the customer |

  @RP-RSP-020
  Rule: Nothing corrects a forgotten or mistaken click by itself

    Scenario: A stop is forgotten, and everything is recorded
      Given operator A is in the state "in a call"
      When 600 seconds pass
      Then the recording is "recording"

    Scenario: A resume is forgotten, and the recording stays silent
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When 600 seconds pass
      Then the recording is "silent"
      And the screen of operator A shows "Resume recording" and "The recording is stopped"

  @RP-RSP-030
  Rule: A stop deletes nothing that was recorded before

    Scenario: Before the stop
      Given operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording                |
        | 0 s    | operator A, the customer |
        | 5 s    | operator A, the customer |
        | 9 s    | operator A, the customer |

  @RP-ENV-010
  Rule: The manual documents calls of two parties

    Scenario: A stop in a call with a customer
      Given operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then this event is "documented" by RP-ENV-010

    Scenario: The beginning and the end of a call
      When operator A calls the customer
      Then this event is "documented" by RP-ENV-010
      When the customer answers
      Then this event is "documented" by RP-ENV-010
      When operator A hangs up
      Then this event is "documented" by RP-ENV-010

    Scenario: Hold and its release
      Given operator A is in the state "in a call"
      When operator A clicks "Hold"
      Then this event is "documented" by RP-ENV-010
      When operator A clicks "Hold"
      Then this event is "documented" by RP-ENV-010

  @RP-DTM-010
  Rule: Keys entered in an IVR are kept in the history as they are

    Scenario: Without the masking option
      Given the setting "DTMF input log masking" is "no"
      When the customer enters "1234" in an IVR
      Then the IVR history holds "1234"

  @RP-DTM-021
  Rule: DTMF input log masking is a separate option

    Scenario Outline: The contract for the recording pause does not affect the history
      Given the setting "contract for the recording pause" is "<contract>"
      And the setting "DTMF input log masking" is "no"
      When the customer enters "1234" in an IVR
      Then the IVR history holds "1234"

      Examples: The contract
        | contract |
        | yes      |
        | no       |

  @RP-DTM-040
  Rule: A pause masks nothing in the IVR history

    Scenario: The recording is stopped in a call with a customer who entered a number in an IVR
      Given the customer enters "1234" in an IVR
      And operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the IVR history holds "1234"
      When operator A clicks "Resume recording"
      Then the IVR history holds "1234"
