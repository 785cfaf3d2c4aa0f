# language: en
Feature: Which buttons work while stopped
  The manual's table 3.2. It applies only while the softphone itself shows "Resume recording".

  Rule: While stopped, some buttons are locked

    Scenario Outline: Table 3.2
      Given operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the operability of "<button>" for operator A is <operability>
      And the rule behind "<button>" for operator A is <rule>

      @RP-BTN-010 @RP-BTN-020 @RP-BTN-030 @RP-BTN-040 @RP-BTN-050 @RP-BTN-060 @RP-BTN-070 @RP-BTN-080 @RP-BTN-090 @RP-BTN-100
      Examples: Buttons while stopped
        | button                   | operability | rule       |
        | In call                  | ×           | RP-BTN-010 |
        | Hold                     | ×           | RP-BTN-020 |
        | Hang up                  | ○           | RP-BTN-030 |
        | Transfer                 | ×           | RP-BTN-040 |
        | Park                     | ×           | RP-BTN-050 |
        | Raise hand               | ○           | RP-BTN-060 |
        | Three-way call           | ×           | RP-BTN-070 |
        | Automatic three-way call | ×           | RP-BTN-080 |
        | * transfer               | ×           | RP-BTN-090 |
        | Dial pad                 | ○           | RP-BTN-100 |

  @RP-BTN-001
  Rule: A stop locks some buttons

    Scenario: Hold is locked, hanging up is not
      Given operator A is in the state "in a call"
      Then the operability of "Hold" for operator A is ○
      When operator A clicks "Stop recording"
      Then the operability of "Hold" for operator A is ×
      And the operability of "Hang up" for operator A is ○

  @RP-BTN-002
  Rule: A resume unlocks them again

    Scenario Outline: Buttons after a resume
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then the operability of "<button>" for operator A is ○

      Examples: Those that were locked
        | button                   |
        | In call                  |
        | Hold                     |
        | Transfer                 |
        | Park                     |
        | Automatic three-way call |
        | * transfer               |

  @RP-BTN-110
  Rule: "Resume recording" itself can be clicked

    Scenario: "Resume recording" while stopped
      Given operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the operability of "Resume recording" for operator A is ○
      And the rule behind "Resume recording" for operator A is RP-BTN-110

  @RP-BTN-120
  Rule: A locked button does nothing

    Scenario Outline: Clicks while stopped
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A clicks "<button>"
      Then the state of operator A is "in a call"
      And the screen of operator A shows "Resume recording" and "The recording is stopped"
      And the recording is "silent"

      Examples: The buttons with × in table 3.2
        | button                   |
        | In call                  |
        | Hold                     |
        | Transfer                 |
        | Park                     |
        | Three-way call           |
        | Automatic three-way call |
        | * transfer               |

  @RP-BTN-150
  Rule: While stopped, the softphone stays in the state "in a call"

    Scenario: A stopped softphone can neither hold nor transfer
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A clicks "Hold"
      Then the state of operator A is "in a call"
      When operator A clicks "Transfer"
      Then the state of operator A is "in a call"

  @RP-BTN-081
  Rule: "Automatic three-way call" needs to be set up

    Scenario: It is not set up
      Given the setting "Automatic three-way call" of operator A is "not set up"
      And operator A is in the state "in a call"
      Then the operability of "Automatic three-way call" for operator A is ×
      And the rule behind "Automatic three-way call" for operator A is RP-BTN-081
      When operator A clicks "Stop recording"
      Then the operability of "Automatic three-way call" for operator A is ×

    Scenario: It is set up
      Given the setting "Automatic three-way call" of operator A is "set up"
      And operator A is in the state "in a call"
      Then the operability of "Automatic three-way call" for operator A is ○

  @RP-BTN-091
  Rule: "* transfer" needs to be set up

    Scenario: It is not set up
      Given the setting "* transfer" of operator A is "not set up"
      And operator A is in the state "in a call"
      Then the operability of "* transfer" for operator A is ×
      And the rule behind "* transfer" for operator A is RP-BTN-091
      When operator A clicks "Stop recording"
      Then the operability of "* transfer" for operator A is ×

    Scenario: It is set up
      Given the setting "* transfer" of operator A is "set up"
      And operator A is in the state "in a call"
      Then the operability of "* transfer" for operator A is ○

  @RP-BTN-101
  Rule: While stopped, the dial pad sends no DTMF

    Scenario Outline: Keys while stopped
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A presses "<keys>" on the dial pad
      Then the DTMF signal is not sent

      Examples: Keys
        | keys       |
        | 0123456789 |
        | *          |
        | #          |
