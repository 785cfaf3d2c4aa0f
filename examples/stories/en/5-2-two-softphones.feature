# language: en
Feature: Calls between two softphones
  A call has one recording, which follows the last command. A screen follows only what was clicked on it.

  Background:
    Given operator A is in a call with operator B

  @RP-S2S-010
  Rule: Either of two softphones can stop the recording

    Scenario Outline: Who stops it
      When <operator> clicks "Stop recording"
      Then the recording is "silent"
      And the screen of <operator> shows "Resume recording" and "The recording is stopped"
      And the operability of "Hold" for <operator> is ×

      Examples: Both
        | operator   |
        | operator A |
        | operator B |

  Rule: A screen shows its own clicks; the recording follows the last one

    Scenario Outline: The manual's table of five rows
      When the scenario runs up to "<state>"
      Then the recording is "<the recording>"
      And the screen of operator A shows <operator A's softphone>
      And the screen of operator B shows <operator B's softphone>

      @RP-S2S-110 @RP-S2S-111 @RP-S2S-112 @RP-S2S-113
      @RP-S2S-120 @RP-S2S-121 @RP-S2S-122 @RP-S2S-123
      @RP-S2S-130 @RP-S2S-131 @RP-S2S-132 @RP-S2S-133
      @RP-S2S-140 @RP-S2S-141 @RP-S2S-142 @RP-S2S-143
      @RP-S2S-150 @RP-S2S-151 @RP-S2S-152 @RP-S2S-153
      Examples: A and B stop in turn, and resume in turn
        | state                                     | the recording | operator A's softphone                            | operator B's softphone                            | rule                                        |
        | the call starts                           | recording     | "Stop recording"                                  | "Stop recording"                                  | RP-S2S-110 RP-S2S-111 RP-S2S-112 RP-S2S-113 |
        | A stops                                   | silent        | "Resume recording" and "The recording is stopped" | "Stop recording"                                  | RP-S2S-120 RP-S2S-121 RP-S2S-122 RP-S2S-123 |
        | A stops → B stops                         | silent        | "Resume recording" and "The recording is stopped" | "Resume recording" and "The recording is stopped" | RP-S2S-130 RP-S2S-131 RP-S2S-132 RP-S2S-133 |
        | A stops → B stops → A resumes             | recording     | "Stop recording"                                  | "Resume recording" and "The recording is stopped" | RP-S2S-140 RP-S2S-141 RP-S2S-142 RP-S2S-143 |
        | A stops → B stops → A resumes → B resumes | recording     | "Stop recording"                                  | "Stop recording"                                  | RP-S2S-150 RP-S2S-151 RP-S2S-152 RP-S2S-153 |

  @RP-S2S-020
  Rule: A stop or a resume does not reach the other screen

    Scenario: The other one stops
      When operator A clicks "Stop recording"
      Then the screen of operator B shows "Stop recording"

    Scenario: The other one resumes
      Given the scenario runs up to "A stops → B stops"
      When operator A clicks "Resume recording"
      Then the screen of operator B shows "Resume recording" and "The recording is stopped"

  @RP-S2S-021
  Rule: What a screen shows and what is recorded can differ

    Scenario Outline: Whose screen is wrong
      When the scenario runs up to "<clicks>"
      Then the screen of operator A <A> with the actual recording
      And the screen of operator B <B> with the actual recording

      Examples: Clicks
        | clicks                                    | A      | B         |
        | the call starts                           | agrees | agrees    |
        | A stops                                   | agrees | disagrees |
        | A stops → B stops                         | agrees | agrees    |
        | A stops → B stops → A resumes             | agrees | disagrees |
        | A stops → B stops → A resumes → B resumes | agrees | agrees    |

  @RP-S2S-210
  Rule: While stopped, at least one screen shows "Resume recording"; while recording, never both

    Scenario Outline: The six combinations that can occur
      When the scenario runs up to "<clicks>"
      Then the recording is "<the recording>"
      And the visibility of "Resume recording" for operator A is <A>
      And the visibility of "Resume recording" for operator B is <B>

      Examples: The recording and both screens
        | clicks                        | the recording | A | B |
        | the call starts               | recording     | × | × |
        | A stops → B stops → B resumes | recording     | ○ | × |
        | A stops → B stops → A resumes | recording     | × | ○ |
        | A stops                       | silent        | ○ | × |
        | B stops                       | silent        | × | ○ |
        | A stops → B stops             | silent        | ○ | ○ |

  @RP-S2S-200
  Rule: Whoever clicks, the last command counts

    Scenario Outline: The last command
      When the scenario runs up to "<clicks>"
      Then the recording is "<the recording>"

      Examples: Clicks
        | clicks                                              | the recording |
        | B stops                                             | silent        |
        | A stops → B stops → B resumes                       | recording     |
        | A stops → B stops → A resumes → A stops             | silent        |
        | A stops → B stops → B resumes → B stops → A resumes | recording     |

  @RP-S2S-230
  Rule: Every call starts with its recording running

    Scenario: The start of a call
      Then the recording is "recording"
      And the screen of operator A shows "Stop recording"
      And the screen of operator B shows "Stop recording"

    Scenario: The call after one that ended while stopped
      Given operator A clicks "Stop recording"
      And operator B hangs up
      When operator A calls operator B
      And operator B answers
      Then the recording is "recording"
      And the screen of operator A shows "Stop recording"

  @RP-S2S-220
  Rule: A screen that still shows a stop needs two clicks to stop

    Scenario: B stops after A has resumed
      Given the scenario runs up to "A stops → B stops → A resumes"
      When operator B clicks "Resume recording"
      Then the recording is "recording"
      When operator B clicks "Stop recording"
      Then the recording is "silent"
