# language: en
Feature: Three-way call
  What is recorded is not guaranteed.

  @not-guaranteed @RP-WAR-012
  Rule: A pause in a three-way call is not guaranteed

    Scenario: A stop in a three-way call
      Given operator B has started a three-way call with operator A and the customer
      Then this event is "not guaranteed" by RP-WAR-012
      When operator A clicks "Stop recording"
      Then this event is "not guaranteed" by RP-WAR-012

    Scenario: Three who have come together by a blind transfer
      Given operator B has started a three-way call with operator A and the customer
      And operator A begins the "blind # transfer"
      And the target answers
      When operator B clicks "Raise hand"
      Then this event is "not guaranteed" by RP-WAR-012

  @not-guaranteed @RP-TPC-010
  Rule: Every softphone but the one that started the call shows the button

    Scenario: A member's screen
      Given operator B has started a three-way call with operator A and the customer
      Then the state of operator A is "in a call"
      And the screen of operator A shows "Stop recording"

  @not-guaranteed @RP-TPC-011
  Rule: A member can use the button

    Scenario: A member stops
      Given operator B has started a three-way call with operator A and the customer
      When operator A clicks "Stop recording"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      When operator A clicks "Resume recording"
      Then the screen of operator A shows "Stop recording"

  @RP-TPC-012
  Rule: The softphone that started the call does not show the button

    Scenario: The initiator's screen
      Given operator B has started a three-way call with operator A and the customer
      Then the state of operator B is "in a three-way call that it started"
      And the visibility of "Stop recording" for operator B is ×
      And the rule behind "Stop recording" for operator B is RP-VIS-029

  @not-guaranteed @RP-TPC-020
  Rule: Only the voice of the one who stops is not recorded

    Scenario: Operator A stops
      Given operator B has started a three-way call with operator A and the customer
      When operator A clicks "Stop recording"
      Then this event follows RP-TPC-020
      When 10 seconds pass
      Then the recording holds:
        | moment | recording                |
        | 5 s    | operator B, the customer |

    Scenario: Operator A resumes
      Given operator B has started a three-way call with operator A and the customer
      And operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then this event follows RP-OPS-040
      When 10 seconds pass
      Then the recording holds:
        | moment | recording                            |
        | 5 s    | operator A, operator B, the customer |

    Scenario: Two stop, and one of them resumes
      Given operator B has started a three-way call with operator A and operator C
      And the scenario runs up to "A stops → C stops"
      When operator A clicks "Resume recording"
      And 10 seconds pass
      Then the recording holds:
        | moment | recording              |
        | 5 s    | operator A, operator B |

  @not-guaranteed @RP-TPC-021
  Rule: The recording of the call goes on

    Scenario: The recording when one stops
      Given operator B has started a three-way call with operator A and the customer
      When operator A clicks "Stop recording"
      Then the recording is "partly silent"
