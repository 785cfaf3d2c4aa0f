# language: en
Feature: What is recorded
  "Recording" in a table is the mix of all parties. With two channels, or with one file per side, there is an operator side and a far side.

  @RP-REC-010
  Rule: A pause is silent in the recording, and is not cut out of it

    Scenario: A pause of ten seconds
      Given operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording lasts 30 seconds
      And the recording holds:
        | moment | recording |
        | 10 s   | silence   |
        | 15 s   | silence   |

  @RP-REC-011
  Rule: During a pause nobody is recorded

    Scenario: A call between two operators
      Given operator A has talked with operator B for 30 seconds, and operator B stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording              |
        | 9 s    | operator A, operator B |
        | 15 s   | silence                |
        | 25 s   | operator A, operator B |

  @RP-REC-012
  Rule: A call with a pause still has one recording

    Scenario Outline: It is as long as the call
      Given operator A is in the state "in a call"
      When 10 seconds pass
      And the scenario runs up to "<clicks>"
      And 20 seconds pass
      And the customer hangs up
      Then the recording lasts 30 seconds

      Examples: Clicks
        | clicks                        |
        | the call starts               |
        | A stops                       |
        | A stops → A resumes           |
        | A stops → A resumes → A stops |

  @RP-REC-020
  Rule: The beep of a resume is recorded at the moment it sounds

    Scenario: A resume at second 20
      Given operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording                          |
        | 19.9 s | silence                            |
        | 20 s   | operator A, the customer, the beep |
        | 21 s   | operator A, the customer           |

    Scenario: The click itself
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A clicks "Resume recording"
      Then this event follows RP-REC-020

    Scenario: The operator at the other end resumes
      Given the setting "recording layout" is "two channels"
      And operator A has talked with operator B for 30 seconds, and operator B stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side        | far side   |
        | 20 s   | operator A, the beep | operator B |

  @RP-REC-033
  Rule: In a mixed recording, the single track holds the beep

    Scenario: The standard layout
      Given the setting "recording layout" is "standard"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording                          |
        | 20 s   | operator A, the customer, the beep |

  @RP-REC-040
  Rule: After a resume, speech is recorded again

    Scenario: After the resume
      Given operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | recording                |
        | 21 s   | operator A, the customer |
        | 29 s   | operator A, the customer |

  @RP-REC-030
  Rule: With two channels the beep is only on the side opposite the one who resumed

    Scenario: Two channels
      Given the setting "recording layout" is "two channels"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side | far side               |
        | 9 s    | operator A    | the customer           |
        | 20 s   | operator A    | the customer, the beep |
        | 21 s   | operator A    | the customer           |

  @RP-REC-031
  Rule: With one file per side the beep is only in the file of the side opposite the one who resumed

    Scenario: One file per side
      Given the setting "recording layout" is "one file per side"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side | far side               |
        | 9 s    | operator A    | the customer           |
        | 20 s   | operator A    | the customer, the beep |
        | 21 s   | operator A    | the customer           |

  @RP-REC-032
  Rule: The side of the one who resumed does not hold that beep

    Scenario Outline: Layouts with two sides
      Given the setting "recording layout" is "<layout>"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side |
        | 20 s   | operator A    |

      Examples: Layouts
        | layout        |
        | two channels  |
        | one file per side |

    Scenario: The operator on the far side resumes
      Given the setting "recording layout" is "two channels"
      And operator A has talked with operator B for 30 seconds, and operator B stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side        | far side   |
        | 20 s   | operator A, the beep | operator B |

  @RP-REC-034
  Rule: During a pause both sides are silent

    Scenario Outline: Silence on both sides
      Given the setting "recording layout" is "<layout>"
      And operator A has talked with the customer for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side | far side |
        | 10 s   | silence       | silence  |
        | 15 s   | silence       | silence  |

      Examples: Layouts
        | layout        |
        | two channels  |
        | one file per side |
