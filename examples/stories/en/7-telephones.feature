# language: en
@unspecified
Feature: What happens outside the softphone
  A softphone learns of none of this, and the manual does not mention it. These scenarios show what this library does.

  Rule: What is done on the telephone itself is not refused

    Scenario: A stop, then a transfer on the telephone
      Given operator A is in a call with the customer
      When operator A clicks "Stop recording"
      And operator A begins the "transfer" on the telephone itself
      And the target answers
      And operator A completes the "transfer" on the telephone itself
      Then the state of operator A is "idle"
      And the recording of the call between the customer and the target is "recording"

    Scenario: The softphone refuses the same transfer
      Given operator A is in a call with the customer
      When operator A clicks "Stop recording"
      And operator A clicks "Transfer"
      Then the state of operator A is "in a call"

    Scenario: A hold on the telephone keeps the stop
      Given operator A is in a call with the customer
      When operator A clicks "Stop recording"
      And operator A begins the "hold" on the telephone itself
      And operator A ends the "hold" on the telephone itself
      Then the recording is "silent"
      And the screen of operator A shows "Resume recording" and "The recording is stopped"
      And the screen of operator A agrees with the actual recording

  Rule: A command that no display knows of makes displays false

    Scenario: A supervisor's system stops the recording by the API
      Given operator A is in a call with the customer
      When the API stops the recording for operator A
      Then the recording is "silent"
      And the screen of operator A shows "Stop recording"
      And the screen of operator A disagrees with the actual recording
      When operator A clicks "Stop recording"
      Then the screen of operator A agrees with the actual recording

    Scenario: A timer resumes
      Given operator A is in a call with the customer
      When operator A clicks "Stop recording"
      And 60 seconds pass
      And a timer resumes the recording for operator A
      Then the recording is "recording"
      And the screen of operator A shows "Resume recording" and "The recording is stopped"
      And the screen of operator A disagrees with the actual recording

    Scenario: A customer stops the recording by a feature code
      Given operator A is in a call with the customer
      When a feature code stops the recording for the customer
      Then the recording is "silent"
      When a supervisor resumes the recording for the customer
      Then the recording is "recording"

  Rule: Who is busy sees nothing of a call

    Scenario: A colleague calls
      Given operator A is in a call with the customer
      When operator B calls operator A
      Then the state of operator B is "dialling or ringing"
      And the state of operator A is "in a call"
      When operator B hangs up
      Then the state of operator B is "idle"
      And the recording of the call between operator A and the customer is "recording"
