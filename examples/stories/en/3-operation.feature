# language: en
Feature: Stopping and resuming
  "Stop recording" and "Resume recording" are one button, which changes with every click.

  Background:
    Given operator A is in a call with operator B

  @RP-OPS-010
  Rule: "Stop recording" stops the recording

    Scenario: Stop
      When operator A clicks "Stop recording"
      Then the recording is "silent"
      And this event follows RP-OPS-010
      When 5 seconds pass
      Then the recording holds:
        | moment | recording |
        | 0 s    | silence   |
        | 4 s    | silence   |

  @RP-OPS-020
  Rule: A stop shows the message

    Scenario: The message
      When operator A clicks "Stop recording"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"

  @RP-OPS-030
  Rule: After a stop the button reads "Resume recording"

    Scenario: The button after a stop
      When operator A clicks "Stop recording"
      Then the visibility of "Resume recording" for operator A is ○
      And the visibility of "Stop recording" for operator A is ×

  @RP-OPS-031
  Rule: Only one of the two labels is shown

    Scenario: "Stop recording" before a click
      Then the visibility of "Stop recording" for operator A is ○
      And the visibility of "Resume recording" for operator A is ×

    Scenario: "Resume recording" after a click
      When operator A clicks "Stop recording"
      Then the visibility of "Stop recording" for operator A is ×
      And the visibility of "Resume recording" for operator A is ○

  @RP-OPS-032
  Rule: Only the softphone that was clicked changes

    Scenario: The other screen stays as it was
      When operator A clicks "Stop recording"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      But the screen of operator B shows "Stop recording"

  @RP-OPS-040
  Rule: "Resume recording" resumes the recording

    Scenario: Resume
      Given operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the recording is "recording"
      And this event follows RP-OPS-040

  @RP-OPS-070
  Rule: The recording can be stopped and resumed any number of times

    Scenario Outline: Again and again in one call
      When the scenario runs up to "<clicks>"
      Then the recording is "<the recording>"

      Examples: Repetitions
        | clicks                                                                    | the recording |
        | A stops → A resumes → A stops                                             | silent        |
        | A stops → A resumes → A stops → A resumes                                 | recording     |
        | A stops → A resumes → A stops → A resumes → A stops → A resumes → A stops | silent        |

  @RP-OPS-050
  Rule: After a resume the button reads "Stop recording" again

    Scenario: The button after a resume
      Given operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the visibility of "Stop recording" for operator A is ○
      And the visibility of "Resume recording" for operator A is ×

  @RP-OPS-060
  Rule: The message disappears at a resume

    Scenario: The message after a resume
      Given operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the screen of operator A does not show "The recording is stopped"

  @RP-OPS-080
  Rule: The button does what it says

    Scenario: While it says "Resume recording" nothing can be stopped
      Given operator A clicks "Stop recording"
      Then the operability of "Stop recording" for operator A is ×
      When operator A clicks "Resume recording"
      Then the recording is "recording"

    Scenario: While it says "Stop recording" nothing can be resumed
      Then the operability of "Resume recording" for operator A is ×
      When operator A clicks "Stop recording"
      Then the recording is "silent"

  @RP-NTF-010
  Rule: The operator hears a beep at a stop

    Scenario: The beep of a stop, operator
      When operator A clicks "Stop recording"
      Then the beep is heard by operator A

  @RP-NTF-011
  Rule: The other party hears a beep at a stop, too

    Scenario: The beep of a stop, other party
      When operator A clicks "Stop recording"
      Then the beep is heard by operator B

  @RP-NTF-012
  Rule: The operator hears a beep at a resume

    Scenario: The beep of a resume, operator
      Given operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the beep is heard by operator A

  @RP-NTF-013
  Rule: The other party hears a beep at a resume, too

    Scenario: The beep of a resume, other party
      Given operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the beep is heard by operator B
