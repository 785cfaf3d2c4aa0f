# language: en
@unspecified
Feature: What the manual leaves open
  A-09 and so on are the numbers in docs/open-questions.md, and a and b its options. These scenarios show what this library does; they do not specify the product.

  @RP-NTF-014
  Rule: Without stop or resume there is no beep

    Scenario: The beginning and the end of a call
      Given operator A calls the customer
      When the customer answers
      Then there is no beep
      When the customer hangs up
      Then there is no beep

    Scenario: A call that ends while stopped
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When the customer hangs up
      Then there is no beep

    Scenario: There is one at a stop and at a resume
      Given operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the beep is heard by operator A and the customer
      When operator A clicks "Resume recording"
      Then the beep is heard by operator A and the customer

  @RP-NTF-030 @RP-NTF-010 @RP-NTF-011 @RP-NTF-012 @RP-NTF-013
  Rule: Does a click that changes nothing beep? (A-09)

    Scenario Outline: It does not by option b, the default
      Given the setting "A-09" is "b"
      And operator A is in a call with operator B
      When the scenario runs up to "<clicks>"
      Then there is no beep

      Examples: Clicks that change nothing
        | clicks                                    |
        | A stops → B stops                         |
        | A stops → B stops → A resumes → B resumes |

    Scenario Outline: It does by option a
      Given the setting "A-09" is "a"
      And operator A is in a call with operator B
      When the scenario runs up to "<clicks>"
      Then the beep is heard by operator A and operator B

      Examples: Clicks that change nothing
        | clicks                                    |
        | A stops → B stops                         |
        | A stops → B stops → A resumes → B resumes |

  @RP-NTF-040
  Rule: Does an automatic resume beep? (A-10)

    Scenario: It does by option a, the default
      Given the setting "A-10" is "a"
      And the setting "A-26" is "b"
      And operator A is in the state "on # or * hold"
      And operator A clicks "Stop recording"
      And the target answers
      When operator A completes the "* transfer"
      Then the beep is heard by the customer and the target

    Scenario Outline: A-20 does not affect an automatic resume
      Given the setting "A-20" is "<option>"
      And the setting "A-26" is "b"
      And operator A is in the state "on # or * hold"
      And operator A clicks "Stop recording"
      And the target answers
      When operator A completes the "* transfer"
      Then this event follows RP-NTF-040

      Examples: Options of A-20
        | option |
        | a      |
        | b      |

    Scenario: The recording of that beep
      Given the setting "recording layout" is "two channels"
      And the setting "A-26" is "b"
      And operator A is in the state "on # or * hold"
      And operator A clicks "Stop recording"
      And the target answers
      When operator A completes the "* transfer"
      Then the recording of the call between the customer and the target holds:
        | moment | operator side | far side               |
        | 0 s    | the target    | the customer, the beep |

    Scenario: It does not by option b
      Given the setting "A-10" is "b"
      And the setting "A-26" is "b"
      And operator A is in the state "on # or * hold"
      And operator A clicks "Stop recording"
      And the target answers
      When operator A completes the "* transfer"
      Then there is no beep

  @RP-NTF-050
  Rule: Is there a beep with recording off by setting? (A-11)

    Scenario: There is by option a, the default
      Given the setting "A-11" is "a"
      And the setting "record all calls" is "off"
      And the setting "record call centre calls" is "off"
      And operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then the beep is heard by operator A and the customer

    Scenario: There is none by option b
      Given the setting "A-11" is "b"
      And the setting "record all calls" is "off"
      And the setting "record call centre calls" is "off"
      And operator A is in the state "in a call"
      When operator A clicks "Stop recording"
      Then there is no beep

  @RP-REC-021
  Rule: Is the beep of a stop recorded? (A-19)

    Scenario Outline: The recording of a stop in a conference room
      Given the setting "A-19" is "<option>"
      And these are in a conference room: operator A, operator B and the customer
      When operator A clicks "Stop recording"
      Then the recording holds:
        | moment | recording   |
        | 0 s    | <recording> |

      Examples: Options; the default is a
        | option | recording                          |
        | a      | operator B, the customer           |
        | b      | operator B, the customer, the beep |

  @RP-REC-020
  Rule: On which side is the beep when both parties are operators? (A-20)

    Scenario Outline: Operator B, who was called, resumes
      Given the setting "A-20" is "<option>"
      And the setting "recording layout" is "two channels"
      And operator A has talked with operator B for 30 seconds, and operator B stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side   | far side   |
        | 20 s   | <operator side> | <far side> |

      Examples: Options; the default is a
        | option | operator side        | far side             |
        | a      | operator A, the beep | operator B           |
        | b      | operator A           | operator B, the beep |
        | c      | operator A, the beep | operator B           |

    Scenario Outline: The click itself
      Given the setting "A-20" is "<option>"
      And operator A is in a call with operator B
      When the scenario runs up to "<clicks>"
      Then this event follows RP-REC-020

      Examples: Options and clicks
        | option | clicks              |
        | a      | A stops → A resumes |
        | a      | B stops → B resumes |
        | b      | A stops → A resumes |
        | b      | B stops → B resumes |

    Scenario: Operator A, who called, resumes
      Given the setting "A-20" is "b"
      And the setting "recording layout" is "two channels"
      And operator A has talked with operator B for 30 seconds, and operator A stopped the recording from second 10 to 20
      Then the recording holds:
        | moment | operator side | far side             |
        | 20 s   | operator A    | operator B, the beep |

  @RP-XFR-013
  Rule: What does a stop do before the target answers? (A-26)

    Scenario Outline: The target answers after a stop
      Given the setting "A-26" is "<option>"
      And operator A is in the state "on # or * hold"
      And operator A clicks "Stop recording"
      When the target answers
      Then the recording of the call between operator A and the customer is "<call to the customer>"
      And the recording of the call between operator A and the target is "<call to the target>"

      Examples: Options; the default is a
        | option | call to the customer | call to the target |
        | a      | recording            | silent             |
        | b      | silent               | recording          |
        | c      | recording            | recording          |

    Scenario: A stop before the answer does not beep
      Given operator A is in the state "on # or * hold"
      When operator A clicks "Stop recording"
      Then there is no beep

  @RP-BTN-102
  Rule: While nothing is stopped, keys send DTMF

    Scenario: A key in a call that is recorded
      Given operator A is in the state "in a call"
      When operator A presses "1" on the dial pad
      Then the DTMF signal is sent
      And this event is "unspecified" by RP-BTN-102

  @RP-BTN-160
  Rule: While stopped, the keys * and # begin no transfer

    Scenario Outline: Keys while stopped
      Given operator A is in the state "in a call"
      And operator A clicks "Stop recording"
      When operator A presses "<keys>" on the dial pad
      Then the state of operator A is "in a call"
      And the operability of "* transfer" for operator A is ×
      And the rule behind "* transfer" for operator A is RP-BTN-090

      Examples: Keys
        | keys |
        | *    |
        | #    |

  @RP-DTM-030
  Rule: Keys that masking covers are masked in the history

    Scenario: With the masking option
      Given the setting "DTMF input log masking" is "yes"
      When the customer enters "1234" in an IVR
      Then the IVR history holds "xxxx"

  @RP-BTN-130
  Rule: The manual says nothing about buttons while nothing is stopped, nor about a parked call

    Scenario: A call is parked
      Given operator A is in the state "in a call"
      When operator A clicks "Park"
      Then this event is "unspecified" by RP-BTN-130

    Scenario: A parked call ends
      Given operator A is in the state "in a call"
      And operator A clicks "Park"
      When the customer hangs up
      Then this event is "unspecified" by RP-BTN-130

    Scenario Outline: The buttons of a call, while nothing is stopped
      Given operator A is in the state "<state>"
      Then the operability of "In call" for operator A is <In call>
      And the operability of "Hold" for operator A is <Hold>
      And the operability of "Hang up" for operator A is <Hang up>
      And the operability of "Transfer" for operator A is <Transfer>
      And the operability of "Park" for operator A is <Park>

      Examples: This library's defaults
        | state                                 | In call | Hold | Hang up | Transfer | Park |
        | idle                                  | ×       | ×    | ×       | ×        | ×    |
        | dialling or ringing                   | ×       | ×    | ○       | ×        | ×    |
        | in a call                             | ○       | ○    | ○       | ○        | ○    |
        | on # or * hold                        | ×       | ×    | ○       | ×        | ×    |
        | talking to the target of a * transfer | ×       | ×    | ○       | ×        | ×    |
        | holding its call                      | ×       | ○    | ○       | ○        | ×    |
        | dialling while holding                | ×       | ×    | ○       | ×        | ×    |
        | talking to the target of a transfer   | ×       | ×    | ○       | ○        | ×    |
        | in a three-way call that it started   | ×       | ×    | ○       | ×        | ×    |
        | waiting for an outbound call          | ×       | ×    | ○       | ×        | ×    |

    Scenario Outline: The other buttons, while nothing is stopped
      Given operator A is in the state "<state>"
      Then the operability of "Raise hand" for operator A is <Raise hand>
      And the operability of "Three-way call" for operator A is <Three-way call>
      And the operability of "Automatic three-way call" for operator A is <Automatic three-way call>
      And the operability of "* transfer" for operator A is <* transfer>
      And the operability of "Dial pad" for operator A is <Dial pad>

      Examples: This library's defaults
        | state                                 | Raise hand | Three-way call | Automatic three-way call | * transfer | Dial pad |
        | idle                                  | ○          | ×              | ×                        | ×          | ○        |
        | dialling or ringing                   | ○          | ×              | ×                        | ×          | ○        |
        | in a call                             | ○          | ×              | ○                        | ○          | ○        |
        | on # or * hold                        | ○          | ×              | ×                        | ×          | ○        |
        | talking to the target of a * transfer | ○          | ×              | ×                        | ×          | ○        |
        | holding its call                      | ○          | ×              | ×                        | ×          | ○        |
        | dialling while holding                | ○          | ×              | ×                        | ×          | ○        |
        | talking to the target of a transfer   | ○          | ○              | ×                        | ×          | ○        |
        | in a three-way call that it started   | ○          | ×              | ×                        | ×          | ○        |
        | waiting for an outbound call          | ○          | ×              | ×                        | ×          | ○        |

    Scenario Outline: Why a button cannot be clicked
      Given operator A is in the state "<state>"
      Then the operability of "<button>" for operator A is ×
      And the rule behind "<button>" for operator A is RP-BTN-130

      Examples: While nothing is stopped
        | state     | button                   |
        | idle      | In call                  |
        | idle      | Hold                     |
        | idle      | Hang up                  |
        | idle      | Transfer                 |
        | idle      | Park                     |
        | in a call | Three-way call           |
        | idle      | Automatic three-way call |
        | idle      | * transfer               |

  @RP-ENV-021
  Rule: The manual says nothing about an ordinary transfer

    Scenario: A transfer begins
      Given operator A is in the state "holding its call"
      When operator A begins the "transfer"
      Then this event is "unspecified" by RP-ENV-021

    Scenario: The target answers
      Given operator A is in the state "dialling while holding"
      When the target answers
      Then this event is "unspecified" by RP-ENV-021

    Scenario: A transfer is completed
      Given operator A is in the state "talking to the target of a transfer"
      When operator A completes the "transfer"
      Then this event is "unspecified" by RP-ENV-021
