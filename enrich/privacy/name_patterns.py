"""Patterns for names of persons and for the words around them: contact, role, signature.

Those of words are for text in lower case.
"""

from __future__ import annotations

import re
from typing import Final

UPPER: Final = "A-ZÀ-ÖØ-ÞĆČĐŁŃŚŞŠŹŻŽİ"
LOWER: Final = "a-zß-öø-ÿćčđęğıłńőśşšűźżž"
WORD: Final = (
    rf"(?:[{UPPER}](?:['’][{UPPER}])?[{LOWER}]{{1,20}}(?:[{UPPER}][{LOWER}]{{1,15}})?"
    rf"(?:[-'’][{UPPER}]?[{LOWER}]{{1,15}}){{0,2}}|[{UPPER}]\.(?:[ ]?[{UPPER}]\.)?|[{UPPER}](?= [{UPPER}])|"
    rf"[{UPPER}]{{2,15}}(?:[-'’][{UPPER}]{{2,15}})?)"
    rf"(?![\w@])"
)
FIRST: Final = re.compile(rf"(?<![\w@.'’-])[{UPPER}][\w.'’-]*")
PARTICLE: Final = (
    r"(?:de la|de los|van der|van den|de|da|do|dos|del|della|di|du|van|von|der|den|la|le|bin|ibn|al|el|ter|ten)"
)
HONORIFIC: Final = r"(?:Dr|Drs|Mr|Mrs|Ms|Mx|Miss|Prof|Professor|Sra?|Herr|Frau|Rev|Hon|Capt|Sgt|Lt|Col)\.?"
NAME: Final = re.compile(
    rf"(?P<title>{HONORIFIC}[ \t\xa0](?:{HONORIFIC}[ \t\xa0])?)?"
    rf"(?P<words>{WORD}(?:[ \t\xa0](?:{PARTICLE}[ \t\xa0])?{WORD}){{0,4}})"
)
HEAD: Final = (
    r"(?:technical|senior|sr\.?|lead|principal|corporate|executive|campus|global|national|clinical|university|"
    r"physician|talent|staff|our|the|your|internal|head|nurse|engineering|legal|sales|people)"
)
ROLE: Final = (
    r"(?:recruiters?|recruit(?:ing|ment)(?: [a-z]+)?|talent (?:acquisition|partner|advisor|scout|attraction|"
    r"specialist|manager|lead)(?: [a-z]+){0,2}|sourcer|hiring (?:manager|contact|lead|"
    r"official|supervisor|team)|(?:search|selection) (?:committee )?(?:chair|coordinator|contact)|"
    r"chair of the [a-z ]{0,20}search(?: committee)?|head of (?:talent|people|recruiting|hr|human resources)|hr (?:"
    r"manager|business partner|generalist|director|contact|specialist|representative|coordinator|advisor|lead|"
    r"assistant)|human resources (?:manager|director|"
    r"generalist|specialist|coordinator|representative|business partner|officer)|people (?:partner|"
    r"operations(?: [a-z]+)?|manager)|(?:office|practice|department|lab|program|store|project) "
    r"(?:manager|administrator|coordinator|director)|staffing (?:manager|specialist|partner|consultant)|"
    r"principal investigator)"
)
LABEL: Final = re.compile(
    rf"\b(?:(?:{HEAD} ){{0,3}}{ROLE}|(?:contact|hiring|recruiting|recruitment|recruiter|job|hr|poc|reference|"
    rf"informal|application|main|primary|posting) (?:person|name|contact|poster|owner|details|"
    r"info(?:rmation)?|enquiries|inquiries)|contacts?|points? of contact|poc|attn|attention|recruiter name|"
    r"managers?|supervisors?|line manager|posted by|"
    r"reports to|reporting to|position reports to|supervised by|recruited by|managed by|hiring manager name|"
    r"prepared by|pi|ansprechpartner(?:in)?|kontakt|contacto|"
    r"(?:informal )?(?:enquiries|inquiries)(?: to)?|questions(?: to)?|interviewer)"
    r"(?: for (?:this|the) (?:role|position|job|posting|search|requisition))?[ \t\xa0]*(?::|–|—|-|\||=|,? is\b|"
    r"\bwill be\b)[ \t\xa0]*\n?[ \t\xa0]*"
)
CONTACT: Final = re.compile(
    r"\b(?:contact(?:ing)?|reach(?:ing)? out(?: directly)? to|reach|(?:e-?)?mail(?:ing)?|call(?:ing)?|text(?:ing)?|"
    r"phone|write to|message|messaging|dm|ask for|speak (?:to|with)|talk to|get in touch with|in touch with|"
    r"connect(?:ing)? with|(?:send|submit|forward|mail|address|direct|e-?mail|return|addressed|directed|sent|"
    r"submitted|forwarded)\b[^.\n:]{0,70}? to|apply (?:directly )?(?:to|with|through)|questions\?|attn:?|"
    r"attention:?|c/o|"
    r"care of|liaise with|follow up with|report(?:s|ing)?(?: directly)? to|work(?:ing)? (?:directly )?(?:with|for|"
    r"under)|supervision of|led by|managed by|mentored by|supervised by|meet|join|schedule (?:a call|time|"
    r"a chat) with|chat with|interview with|"
    r"hi,? (?:i['’]m|i am|my name is)|i['’]m|i am|my name is|this is|referred by|dear|(?:hello|hi)(?: from)?)"
    rf"[ \t\xa0,:\-–—]{{1,3}}\n?(?:(?:our|the|your) )?(?:(?:{HEAD} )*{ROLE},? (?:at [a-z]+,? )?)?"
)
OF_ROLE: Final = re.compile(rf"\b{ROLE}(?:,?[ \t\xa0]|\b)")
SIGNED: Final = re.compile(
    r"(?:^|\n|[.!] )(?:(?:best|kind|warm|warmest) (?:regards|wishes)|regards|sincerely(?: yours)?|yours(?: truly)?|"
    r"thanks(?: again)?|thank you|cheers|best|all the best|warmly|respectfully)"
    r"[,.!]?[ \t\xa0]*\n{0,3}[ \t\xa0]*"
)
STRONG_CONTACT: Final = re.compile(rf"attn|attention|c/o|care of|my name is|i['’]m|{ROLE}")
ROLE_AFTER: Final = re.compile(
    rf"[ \t\xa0]*(?:,|\(|\||–|—|-|\n|,? (?:our|the|your|is (?:our|the|your|a)))[ \t\xa0]*(?:(?:our|the|your|is|a|"
    rf"{HEAD}),? )*(?:{ROLE}|chair(?:person)?\b[^.\n]{{0,20}}search)"
)
BETWEEN: Final = re.compile(
    r"(?:[\s()<>\[\],;:|•·–—./-]|\b(?:at|via|on|by|using|through|directly|e-?mail|mail|phone|tel|telephone|cell|"
    r"mobile|call|text|or|and|is|to|direct|office|fax|t|e|p|m|o|f|c|ext)\b)*"
)
ROLE_LINE: Final = re.compile(rf"^[^\n]{{0,60}}\b{ROLE}\b[^\n]{{0,60}}$")
POSSESSIVE: Final = re.compile("['’]s?$")
INITIAL: Final = re.compile(rf"^[{UPPER}]\.?$")
NOT_AFTER: Final = re.compile(
    r"[ \t\xa0,]*(?:Inc|LLC|Corp|Ltd|LLP|GmbH|Co\.|PLC|Foundation|University|College|Hospital|Group|Award|Prize|"
    r"Center|Centre|School|Institute|Medical|Health|Laborator|Library|Building|Hall|Street|St\.|Avenue|Ave|Road|"
    r"Blvd|Drive|Campus|County|Airport|Test|Scholar|Fellow)\b"
)
STRONG_CUES: Final = (
    *(
        "recruit",
        "hiring",
        "talent",
        "contact",
        "attn",
        "attention",
        "c/o",
        "care of",
        "my name is",
        "i'm ",
        "i’m ",
        "poc",
        "sourcer",
        "search",
        "hr ",
    ),
    *(
        "human resources",
        "head of",
        "people ",
        "manager",
        "supervis",
        "posted by",
        "reports to",
        "reporting to",
        "inquir",
        "enquir",
        "questions",
    ),
    *("investigator", "interviewer", "prepared by", "pi:", "ansprech", "kontakt", "job poster", "managed by"),
)
CUES: Final = (
    *STRONG_CUES,
    *(
        "reach",
        "mail",
        "call",
        "text",
        "phone",
        "write to",
        "message",
        "dm ",
        "ask for",
        "speak",
        "talk to",
        "touch",
        "connect",
        "send ",
        "submit",
    ),
    *(
        "forward ",
        "apply",
        "liaise",
        "follow up",
        "report",
        "work",
        "led by",
        "mentored by",
        "meet",
        "join",
        "schedule",
        "chat",
        "interview",
        "i am",
    ),
    *(
        "this is",
        "referred by",
        "dear",
        "hello",
        "hi",
        "regards",
        "wishes",
        "sincerely",
        "thank",
        "cheers",
        "best",
        "yours",
        "warmly",
        "address",
        "return",
    ),
)
LEFT: Final = 110
RIGHT: Final = 60
MOST: Final = 20
"""E-mails, phones and names of one text that are looked for again: a bound for texts that are nothing else."""
RUN: Final = re.compile(rf"[{UPPER}](?<![\w@.'’-].)[\w.'’-]*(?: [{UPPER}][\w.'’-]*)*")
TITLES: Final = ("Dr.", "Dr ", "Mr.", "Mr ", "Mrs", "Ms.", "Ms ", "Mx", "Prof.", "Prof ", "Professor ")
WITH_TITLE: Final = re.compile(rf"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|Professor)\.?[ \t\xa0](?=[{UPPER}])")
ADDRESS_WORD: Final = re.compile(r"[^\W\d_]+")
