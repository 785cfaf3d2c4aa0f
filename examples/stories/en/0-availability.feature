# language: en
Feature: When the recording pause is available
  If the version, the contract or the terminal does not qualify, the button is not shown.
  Unless a scenario says otherwise, every condition is met and calls are recorded.

  @RP-AVL-010
  Rule: The product version is 3.13.0 or later

    Scenario Outline: Versions compare number by number
      Given the setting "product version" is "<version>"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is <visibility>

      Examples: Around the first version
        | version | visibility |
        | 3.9.0   | ×          |
        | 3.12.9  | ×          |
        | 3.13.0  | ○          |
        | 3.13.1  | ○          |
        | 4.0.0   | ○          |

  @RP-AVL-020
  Rule: The contract includes the option

    Scenario Outline: With and without the contract
      Given the setting "contract for the recording pause" is "<contract>"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is <visibility>

      Examples: The contract
        | contract | visibility |
        | yes      | ○          |
        | no       | ×          |

  @RP-AVL-025
  Rule: Version and contract are both needed

    Scenario Outline: One alone is not enough
      Given the setting "product version" is "<version>"
      And the setting "contract for the recording pause" is "<contract>"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is <visibility>

      Examples: All combinations
        | version | contract | visibility |
        | 3.13.0  | yes      | ○          |
        | 3.13.0  | no       | ×          |
        | 3.12.0  | yes      | ×          |
        | 3.12.0  | no       | ×          |

  @RP-AVL-030
  Rule: The terminal is the installed softphone

    Scenario Outline: Kinds of terminals
      Given the setting "terminal" of operator A is "<terminal>"
      And operator A is in the state "in a call"
      Then the visibility of "Stop recording" for operator A is <visibility>

      Examples: Terminals
        | terminal            | visibility |
        | installed softphone | ○          |
        | WebRTC softphone    | ×          |
        | desk phone          | ×          |
        | mobile phone        | ×          |
