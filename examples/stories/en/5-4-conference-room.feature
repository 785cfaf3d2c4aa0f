# language: en
@not-guaranteed
Feature: Conference room
  Not guaranteed. Only the voice of the one who stops is not recorded.

  Background:
    Given these are in a conference room: operator A, operator B and the customer

  @RP-WAR-011
  Rule: A pause in a conference room is not guaranteed

    Scenario: A stop in the room
      Then this event is "not guaranteed" by RP-WAR-011
      When operator A clicks "Stop recording"
      Then this event is "not guaranteed" by RP-WAR-011

  @RP-CNF-010
  Rule: Only the voice of the one who stops is not recorded

    Scenario: Operator A stops
      When operator A clicks "Stop recording"
      Then this event follows RP-CNF-010
      When 10 seconds pass
      Then the recording holds:
        | moment | recording                |
        | 5 s    | operator B, the customer |

  @RP-CNF-011
  Rule: The recording of the call goes on

    Scenario: The recording when one stops
      When operator A clicks "Stop recording"
      And 10 seconds pass
      Then the recording is "partly silent"
      And the recording lasts 10 seconds

  @RP-CNF-012
  Rule: Stop and resume affect one's own voice only

    Scenario: One of two resumes
      Given the scenario runs up to "A stops → B stops"
      When operator B clicks "Resume recording"
      Then this event follows RP-CNF-012
      And the screen of operator A shows "Resume recording" and "The recording is stopped"
      And the screen of operator B shows "Stop recording"

    Scenario: The recording when one of two resumes
      Given the scenario runs up to "A stops → B stops"
      When operator B clicks "Resume recording"
      And 10 seconds pass
      Then the recording holds:
        | moment | recording                |
        | 5 s    | operator B, the customer |
