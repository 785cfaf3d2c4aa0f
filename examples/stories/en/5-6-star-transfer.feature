# language: en
@not-guaranteed
Feature: # and * transfers
  Not guaranteed. After a cancel the screen still shows a stop, although the call is recorded.

  @RP-WAR-013
  Rule: A pause together with a # or * transfer is not guaranteed

    Scenario Outline: A transfer begins
      Given operator A is in the state "in a call"
      When operator A begins the "<transfer>"
      Then this event is "not guaranteed" by RP-WAR-013

      Examples: Kinds
        | transfer   |
        | * transfer |
        | # transfer |

    Scenario: The target of a blind transfer answers
      Given operator A is in the state "in a call"
      And operator A begins the "blind # transfer"
      When the target answers
      Then this event is "not guaranteed" by RP-WAR-013

  @RP-XFR-001
  Rule: A pause during a # or * transfer has the limits that follow

    Scenario Outline: States of a transfer
      Given operator A is in the state "<state>"
      When operator A clicks "Raise hand"
      Then this event is "not guaranteed" by <rule>

      Examples: States
        | state                                 | rule       |
        | on # or * hold                        | RP-WAR-020 |
        | talking to the target of a * transfer | RP-WAR-021 |

  @RP-XFR-010
  Rule: A stop silences the conversation with the target only

    Scenario: The conversation with the target
      Given operator A is in the state "talking to the target of a * transfer"
      When operator A clicks "Stop recording"
      And 10 seconds pass
      Then the recording of the call between operator A and the target is "silent"
      And the recording of the call between operator A and the target holds:
        | moment | recording |
        | 5 s    | silence   |

  @RP-XFR-011
  Rule: The held call is still recorded

    Scenario: The customer on hold
      Given operator A is in the state "talking to the target of a * transfer"
      When operator A clicks "Stop recording"
      And 10 seconds pass
      Then the recording of the call between operator A and the customer is "recording"
      And the recording of the call between operator A and the customer holds:
        | moment | recording    |
        | 5 s    | the customer |

  @RP-XFR-020
  Rule: Completing the transfer resumes the recording

    Scenario: A * transfer is completed
      Given operator A is in the state "talking to the target of a * transfer"
      And operator A clicks "Stop recording"
      When operator A completes the "* transfer"
      And 10 seconds pass
      Then the recording of the call between the customer and the target is "recording"
      And the recording of the call between the customer and the target holds:
        | moment | recording                |
        | 5 s    | the customer, the target |

    Scenario: A # transfer may leave the operator free before the target answers
      Given operator A is in the state "in a call"
      When operator A begins the "blind # transfer"
      Then the state of operator A is "idle"
      When the target answers
      Then the recording of the call between the customer and the target is "recording"

  @RP-XFR-030
  Rule: Cancelling the transfer resumes the recording

    Scenario: A * transfer is cancelled
      Given operator A is in the state "talking to the target of a * transfer"
      And operator A clicks "Stop recording"
      When operator A cancels the "* transfer"
      And 10 seconds pass
      Then the recording is "recording"
      And the recording holds:
        | moment | recording                |
        | 5 s    | operator A, the customer |

  @RP-XFR-031
  Rule: After a cancel the screen still shows a stop

    Scenario: The screen after a cancel
      Given operator A is in the state "talking to the target of a * transfer"
      And operator A clicks "Stop recording"
      When operator A cancels the "* transfer"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"

  @RP-XFR-033
  Rule: One click on "Resume recording" corrects that screen

    Scenario: A click after a cancel
      Given operator A is in the state "talking to the target of a * transfer"
      And operator A clicks "Stop recording"
      And operator A cancels the "* transfer"
      When operator A clicks "Resume recording"
      Then the screen of operator A shows "Stop recording"
      And the recording is "recording"

  @RP-XFR-032
  Rule: After a cancel the screen shows a stop while the call is recorded

    Scenario: Display and recording differ
      Given operator A is in the state "talking to the target of a * transfer"
      And operator A clicks "Stop recording"
      When operator A cancels the "* transfer"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      But the recording is "recording"
      And the screen of operator A disagrees with the actual recording
