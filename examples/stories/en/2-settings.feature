# language: en
Feature: The softphone's setting
  The check box is set and saved on each softphone.

  @RP-AVL-040
  Rule: Each softphone needs the setting

    Scenario: One of two softphones has it
      Given the setting "Enable the recording pause" of operator A is "saved as on"
      And the setting "Enable the recording pause" of operator B is "saved as off"
      And operator A is in a call with operator B
      Then the visibility of "Stop recording" for operator A is ○
      And the visibility of "Stop recording" for operator B is ×

  @RP-AVL-034
  Rule: The setting has an effect on the installed softphone only

    Scenario Outline: Terminals on which the setting is saved
      Given the setting "Enable the recording pause" of operator A is "saved as on"
      And the setting "terminal" of operator A is "<terminal>"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is <visibility>

      Examples: Terminals
        | terminal            | visibility |
        | installed softphone | ○          |
        | WebRTC softphone    | ×          |
        | desk phone          | ×          |

  @RP-AVL-031
  Rule: The WebRTC softphone does not have the recording pause

    Scenario: The installed softphone at the other end has it
      Given the setting "terminal" of operator A is "WebRTC softphone"
      And operator A is in a call with operator B
      Then the visibility of "Stop recording" for operator A is ×
      And the visibility of "Stop recording" for operator B is ○

  @RP-AVL-032
  Rule: No other terminal has it either

    Scenario Outline: Calls on telephones
      Given the setting "terminal" of operator A is "<terminal>"
      And operator A is in a call with operator B
      Then the visibility of "Stop recording" for operator A is ×
      And the visibility of "Stop recording" for operator B is ○

      Examples: Telephones
        | terminal     |
        | desk phone   |
        | mobile phone |

  @RP-AVL-033
  Rule: The other party's terminal does not matter

    Scenario Outline: Terminals at the other end
      Given the setting "terminal" of operator B is "<other terminal>"
      And operator A is in a call with operator B
      Then the visibility of "Stop recording" for operator A is ○

      Examples: Terminals
        | other terminal      |
        | installed softphone |
        | WebRTC softphone    |
        | desk phone          |
        | mobile phone        |

  @RP-AVL-051
  Rule: Once ticked and saved, the feature is available

    Scenario: Saved as on
      Given the setting "Enable the recording pause" of operator A is "saved as on"
      And operator A is in the state "in a call"
      Then the screen of operator A shows "Stop recording"

    Scenario: Saved as off
      Given the setting "Enable the recording pause" of operator A is "saved as off"
      And operator A is in the state "in a call"
      Then the screen of operator A does not show "Stop recording"

  @RP-AVL-052
  Rule: A change has no effect until it is saved

    Scenario Outline: A change that is not saved
      Given the setting "Enable the recording pause" of operator A is "<check box>"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is <visibility>

      Examples: Changes
        | check box              | visibility |
        | ticked but not saved   | ×          |
        | unticked but not saved | ○          |

  @RP-AVL-054
  Rule: While the setting is off, the button is not shown

    Scenario Outline: Softphones saved as off
      Given the setting "Enable the recording pause" of operator A is "saved as off"
      And operator A is in the state "<state>"
      Then the visibility of "Stop recording" for operator A is ×
      And the rule behind "Stop recording" for operator A is RP-AVL-054

      Examples: Whatever the state
        | state               |
        | idle                |
        | dialling or ringing |
        | in a call           |
        | holding its call    |
