# language: en
@not-guaranteed
Feature: Outbound calls
  Not guaranteed. A call that starts after a stop is recorded, although the screen shows a stop.

  Background:
    Given operator A is in the state "waiting for an outbound call"

  @RP-WAR-014
  Rule: A pause together with outbound calls is not guaranteed

    Scenario: A stop while waiting
      Then this event is "not guaranteed" by RP-WAR-014
      When operator A clicks "Stop recording"
      Then this event is "not guaranteed" by RP-WAR-014

    Scenario: A stop in an outbound call
      Given operator A begins the "outbound call"
      When operator A clicks "Stop recording"
      Then this event is "not guaranteed" by RP-WAR-014

  @RP-OUT-010
  Rule: "Stop recording" is shown while waiting

    Scenario: The screen while waiting
      Then the visibility of "Stop recording" for operator A is ○
      And the rule behind "Stop recording" for operator A is RP-OUT-010

  @RP-OUT-011
  Rule: "Stop recording" can be used while waiting

    Scenario: Stop and resume while waiting
      When operator A clicks "Stop recording"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      When operator A clicks "Resume recording"
      Then the screen of operator A shows "Stop recording"

  @RP-OUT-012
  Rule: Waiting for an outbound call is not "idle"

    Scenario: The end of waiting
      Then the visibility of "Stop recording" for operator A is ○
      When operator A ends the "wait for an outbound call"
      Then the state of operator A is "idle"
      And the visibility of "Stop recording" for operator A is ×

  @RP-OUT-020
  Rule: When a call starts, the recording resumes by itself

    Scenario: A call after a stop
      Given operator A clicks "Stop recording"
      When operator A begins the "outbound call"
      And 10 seconds pass
      Then the recording is "recording"
      And the recording holds:
        | moment | recording                |
        | 5 s    | operator A, the customer |

  @RP-OUT-021
  Rule: The screen still shows a stop

    Scenario: The screen when the call has started
      Given operator A clicks "Stop recording"
      When operator A begins the "outbound call"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"

  @RP-OUT-022
  Rule: The screen shows a stop while the call is recorded

    Scenario: Display and recording differ
      Given operator A clicks "Stop recording"
      When operator A begins the "outbound call"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      But the recording is "recording"
      And the screen of operator A disagrees with the actual recording
