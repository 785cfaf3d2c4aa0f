# language: en
Feature: Speech-to-text during a pause
  Whether speech is transcribed depends on the actual recording, and not on what a screen shows.

  @RP-ASR-010
  Rule: What is said during a pause is not transcribed

    Scenario: Speech during a pause
      Given the setting "speech-to-text" is "AmiVoice API"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then what operator A says at second 15 is not transcribed
      And what the customer says at second 15 is not transcribed

  @RP-ASR-012
  Rule: After a resume, speech is transcribed again

    Scenario: Speech after the resume
      Given the setting "speech-to-text" is "AmiVoice API"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then what operator A says at second 25 is transcribed
      And what the customer says at second 25 is transcribed

  @RP-ASR-011
  Rule: It is the same with every speech-to-text service

    Scenario Outline: Speech-to-text services
      Given the setting "speech-to-text" is "<speech-to-text>"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then what the customer says at second 5 is transcribed
      And what the customer says at second 15 is not transcribed

      Examples: Speech-to-text
        | speech-to-text |
        | AmiVoice API   |
        | Omnis          |
