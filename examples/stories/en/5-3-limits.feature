# language: en
Feature: Together with other functions
  The manual describes this and does not guarantee it. A recording may not stop or resume as expected.

  @not-guaranteed @RP-WAR-010
  Rule: Use together with four functions is not guaranteed

    @RP-WAR-011
    Scenario: Conference room
      Given these are in a conference room: operator A
      Then this event is "not guaranteed" by RP-WAR-011

    Scenario Outline: A function begins
      Given operator A is in the state "<state>"
      When operator A begins the "<function>"
      Then this event is "not guaranteed" by <rule>

      @RP-WAR-012 @RP-WAR-013 @RP-WAR-014
      Examples: Three-way call, #/* transfer, outbound
        | state                               | function                  | rule       |
        | talking to the target of a transfer | three-way call            | RP-WAR-012 |
        | in a call                           | automatic three-way call  | RP-WAR-012 |
        | in a call                           | * transfer                | RP-WAR-013 |
        | in a call                           | # transfer                | RP-WAR-013 |
        | idle                                | wait for an outbound call | RP-WAR-014 |
