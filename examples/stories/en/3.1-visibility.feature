# language: en
Feature: When "Stop recording" is shown
  The manual's table 3.1. The column "rule" names the rule of each row.

  Rule: The softphone's state decides

    Scenario Outline: Table 3.1
      Given operator A is in the state "<softphone's state>"
      Then the visibility of "Stop recording" for operator A is <visibility>
      And the rule behind "Stop recording" for operator A is <rule>

      @RP-VIS-020 @RP-VIS-021 @RP-VIS-022 @RP-VIS-026 @RP-VIS-027 @RP-VIS-028 @RP-VIS-029
      Examples: Documented
        | softphone's state                   | visibility | rule       |
        | idle                                | ×          | RP-VIS-020 |
        | dialling or ringing                 | ×          | RP-VIS-021 |
        | in a call                           | ○          | RP-VIS-022 |
        | holding its call                    | ×          | RP-VIS-026 |
        | dialling while holding              | ×          | RP-VIS-027 |
        | talking to the target of a transfer | ×          | RP-VIS-028 |
        | in a three-way call that it started | ×          | RP-VIS-029 |

      @not-guaranteed @RP-VIS-024 @RP-VIS-025
      Examples: Not guaranteed
        | softphone's state                     | visibility | rule       |
        | on # or * hold                        | ○          | RP-VIS-024 |
        | talking to the target of a * transfer | ○          | RP-VIS-025 |

  @RP-VIS-010
  Rule: Setting and state are both needed

    Scenario Outline: Neither is enough alone
      Given the setting "Enable the recording pause" of operator A is "<check box>"
      And operator A is in the state "<state>"
      Then the visibility of "Stop recording" for operator A is <visibility>

      Examples: Combinations
        | check box    | state            | visibility |
        | saved as on  | in a call        | ○          |
        | saved as on  | holding its call | ×          |
        | saved as off | in a call        | ×          |
        | saved as off | holding its call | ×          |

  @RP-VIS-011
  Rule: If every condition is met, the button is always shown

    Scenario Outline: With every recording setting
      Given the setting "record all calls" is "<all calls>"
      And the setting "record call centre calls" is "<call centre calls>"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is ○
      And the operability of "Stop recording" for operator A is ○

      Examples: What is recorded
        | all calls | call centre calls |
        | on        | on                |
        | on        | off               |
        | off       | on                |
        | off       | off               |

    Scenario Outline: If one condition is missing, it is not shown
      Given the setting "Enable the recording pause" of operator A is "<check box>"
      And operator A is in the state "<state>"
      Then the visibility of "Stop recording" for operator A is ×

      Examples: What is missing
        | check box    | state            |
        | saved as off | in a call        |
        | saved as on  | holding its call |

  @RP-VIS-023
  Rule: In a call of two, neither the other party nor the direction matters

    Scenario: A call to a customer
      Given operator A is in a call with the customer
      Then the visibility of "Stop recording" for operator A is ○

    Scenario: A call from a customer
      Given the customer is in a call with operator A
      Then the visibility of "Stop recording" for operator A is ○

    Scenario Outline: Internal calls
      Given the setting "terminal" of operator B is "<other terminal>"
      And operator B is in a call with operator A
      Then the visibility of "Stop recording" for operator A is ○

      Examples: Terminals
        | other terminal      |
        | installed softphone |
        | WebRTC softphone    |
        | desk phone          |

  @RP-VIS-040
  Rule: "record all calls" does not change what is shown

    Scenario: It is off
      Given the setting "record all calls" is "off"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is ○

  @RP-VIS-041
  Rule: "record call centre calls" does not change it either

    Scenario: It is off
      Given the setting "record call centre calls" is "off"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is ○

  @RP-VIS-042
  Rule: With recording off by setting, the button works as usual

    Scenario: Stop and resume in such a call
      Given the setting "record all calls" is "off"
      And the setting "record call centre calls" is "off"
      And operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      When operator A clicks "Resume recording"
      Then the screen of operator A shows "Stop recording"

  @RP-REC-050
  Rule: With recording off by setting, no click records anything

    Scenario Outline: A call that is not recorded
      Given the setting "record all calls" is "off"
      And the setting "record call centre calls" is "off"
      And operator A is in the state "in a call"
      When the scenario runs up to "<clicks>"
      Then the recording is "not recorded"

      Examples: Clicks
        | clicks              |
        | the call starts     |
        | A stops             |
        | A stops → A resumes |

    Scenario: The file holds nothing
      Given the setting "record all calls" is "off"
      And the setting "record call centre calls" is "off"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording    |
        | 5 s    | not recorded |
        | 15 s   | not recorded |
        | 25 s   | not recorded |

  @not-guaranteed @RP-WAR-020
  Rule: Operations in "on # or * hold" are not guaranteed

    Scenario: A stop in "on # or * hold", and a raised hand
      Given operator A is in the state "on # or * hold"
      And operator A clicks "Stop recording"
      When operator A clicks "Raise hand"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      And this event is "not guaranteed" by RP-WAR-020

  @not-guaranteed @RP-WAR-021
  Rule: Operations in "talking to the target of a * transfer" are not guaranteed

    Scenario: A stop in "talking to the target of a * transfer"
      Given operator A is in the state "talking to the target of a * transfer"
      When operator A clicks "Stop recording"
      Then the screen of operator A shows "Resume recording" and "The recording is stopped"
      And this event is "not guaranteed" by RP-WAR-021
