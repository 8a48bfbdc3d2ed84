"""Words that say nothing about what a text is about."""

ENGLISH = """
a about above after again against all also although am an and any are aren as at be because been
before being below between both but by can cannot could couldn did didn do does doesn doing don down
during each every few for from further had hadn has hasn have haven having he her here hers herself
him himself his how i if in into is isn it its itself just many me more most much must mustn my
myself no nor not now of off on once only or other our ours ourselves out over own same shall shan
she should shouldn so some such than that the their theirs them themselves then there these they
this those through to too under until up us very was wasn we were weren what when where which while
who whom why will with won would wouldn yet you your yours yourself yourselves
"""

DUTCH = """
aan al alle alleen alles als altijd andere ben bent bij daar daarna dan dat de der deze die dit doch
doen door doordat dus echter een eens en er erg ga gaan ge geen geweest haar had hadden heb hebben
hebt heeft hem hen het hier hij hoe hun ieder iedere iemand iets ik in is ja je jij jou jouw jullie
kan kon konden kunnen kunt maar me meer men met mij mijn moest moesten moet moeten na naar nadat
niemand niet niets nog nu of om omdat ons onze ook op over reeds te tegen tijdens toch toen tot u
uit uw van veel voor voordat vooral waar waarbij waardoor waarin waarom wanneer want waren was wat
we wel welke werd werden wie wij wil wilde worden wordt zal ze zei zelf zich zij zijn zo zoals zodat
zonder zou zouden
"""

STOP_WORDS = {"en": frozenset(ENGLISH.split()), "nl": frozenset(DUTCH.split())}
EITHER = STOP_WORDS["en"] | STOP_WORDS["nl"]
BOTH = STOP_WORDS["en"] & STOP_WORDS["nl"]
