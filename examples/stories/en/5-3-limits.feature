# language: en
Feature: Together with other functions
  These are described and not guaranteed. A recording may not stop or resume as expected.

  @not-guaranteed @RP-WAR-010
  Rule: Together with four functions nothing is documented

    @RP-WAR-011
    Scenario: Conference room
      Given in a conference room there are: operator A
      Then this is "not guaranteed" by RP-WAR-011

    Scenario Outline: A function begins
      Given operator A is in the state "<state>"
      When operator A begins the "<function>"
      Then this is "not guaranteed" by <rule>

      @RP-WAR-012 @RP-WAR-013 @RP-WAR-014
      Examples: Three-way call, #/* transfer, outbound
        | state                               | function                  | rule       |
        | talking to the target of a transfer | three-way call            | RP-WAR-012 |
        | in a call                           | automatic three-way call  | RP-WAR-012 |
        | in a call                           | * transfer                | RP-WAR-013 |
        | in a call                           | # transfer                | RP-WAR-013 |
        | idle                                | wait for an outbound call | RP-WAR-014 |
