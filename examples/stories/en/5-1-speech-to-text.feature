# language: en
Feature: Speech-to-text during a pause
  What is transcribed follows what is recorded, and not what a screen shows.

  @RP-ASR-010
  Rule: What is said during a pause is not transcribed

    Scenario: Speech during a pause
      Given the "speech-to-text" is "AmiVoice API"
      And operator A has talked to the customer for 30 seconds, and operator A has stopped the recording from second 10 to 20
      Then what operator A says at second 15 is not transcribed
      And what the customer says at second 15 is not transcribed

  @RP-ASR-012
  Rule: After the resume speech is transcribed again

    Scenario: Speech after the resume
      Given the "speech-to-text" is "AmiVoice API"
      And operator A has talked to the customer for 30 seconds, and operator A has stopped the recording from second 10 to 20
      Then what operator A says at second 25 is transcribed
      And what the customer says at second 25 is transcribed

  @RP-ASR-011
  Rule: It is the same whoever transcribes

    Scenario Outline: Makers of speech-to-text
      Given the "speech-to-text" is "<speech-to-text>"
      And operator A has talked to the customer for 30 seconds, and operator A has stopped the recording from second 10 to 20
      Then what the customer says at second 5 is transcribed
      And what the customer says at second 15 is not transcribed

      Examples: Speech-to-text
        | speech-to-text |
        | AmiVoice API   |
        | Omnis          |
