"""Short forms and other spellings of given names. One line each: the full form, then what stands for it."""

# The first line that names a word counts; what else it may stand for is in ALSO.
_LINES = """
robert bob bobby rob robbie bert roberto
william bill billy will willy willie liam wilhelm guillaume guillermo
richard rick ricky dick rich richie ricardo
james jim jimmy jamie jaime
john jack johnny jonny johann johannes
jonathan jon jonathon
michael mike mick mickey mikey michel miguel mikhail michal
david dave davy davey
joseph joe joey giuseppe
thomas tom tommy tomas
charles charlie chuck chas carlos karl carl
christopher chris kit kris
christine christina kristina kristin kirsten kristine chrissy
christian kristian
daniel dan danny
matthew matt matthias mathew matteo
anthony tony antony antonio anton
steven steve stephen stefan stephan stefano
andrew andy drew andreas andre andrey andrei andrej
edward ed eddie ted ned eduardo
nicholas nick nicky nicolas nikolaus klaus nikolai nikolay
benjamin ben benny benji
samuel sam sammy
samantha samanta
alexander alex aleksandr alexandr alejandro alexandre sasha sandy alec
alexandra aleksandra sandra
alexei aleksey alexey alexeij aleksei
gregory greg gregor grigory
timothy tim timmy
kenneth ken kenny
ronald ron ronnie
donald don donnie
gerald gerry jerry
jeffrey jeff geoffrey geoff
lawrence larry laurence lorenzo laurent
leonard leo len lenny
peter pete pierre pedro pietro petr pyotr
philip phil phillip philippe felipe
raymond ray
stanley stan
theodore theo
vincent vince vinny
walter walt wally walther
patrick pat paddy
patricia patty patti trish
francis frank francisco franz francesco frankie fran
frederick fred freddy freddie friedrich fritz federico
henry harry hank heinrich henri enrique
george jorge georg georgy jiri
jose pepe
paul pablo paolo pavel
louis lou luis louie ludwig luigi
albert al alberto bertie
arthur art arturo
douglas doug
eugene gene evgeny evgenii evgeniy yevgeny yevgeni
harold hal
jacob jake jakob jacques
joshua josh
nathaniel nate nathan nat
oliver ollie olivier
sebastian seb sebastien bastian
maximilian max maxim maksim
zachary zach zack zac
dmitry dmitri dmitriy dmitrii dima
sergey sergei serge sergio
ivan vanya iwan
yuri yury juri iouri
vladimir vova wladimir
muhammad mohammed mohamed mohammad mohamad muhammed mehmet mahomed mohd
ahmed ahmad achmed
abdullah abdallah abdulla
yusuf youssef yousef yusef yousuf
ibrahim ebrahim
hussein hussain husain husein hossein
hassan hasan
khalid khaled
omar umar omer
mahmoud mahmud mehmood
elizabeth liz lizzy lizzie beth betty bess eliza elisabeth elisabet
isabel isabella isabelle
margaret maggie meg peggy marge margie margarita margarete greta
katherine kate cathy katy katie kathy catherine kathryn catharine kathleen kitty katarina katharina katrin katja
ekaterina katya catalina yekaterina
jennifer jenny jen jenn
susan sue susie suzy suzanne susanne susanna
rebecca becky becca rebekah
michelle shelly shell michele
amanda mandy
barbara barb babs
deborah deb debbie debra
dorothy dot dottie dorothea
judith judy
victoria vicky vicki tori viktoria
pamela pam
cynthia cindy
jessica jess jessie
abigail abby
alison ally allison
angela angie
caroline carol carrie carolyn carolina karoline
eleanor ellie nora leonor
emily em emilie emilia
gabrielle gaby gabriela
gabriel gabe
jacqueline jackie
josephine josie jo
melissa mel missy
natalia natalya natasha nathalie natalie nataliya
nicole nicky niki nikki
olga olya
rachel rach raquel rachael
sarah sara sally
stephanie steph stefanie
tatiana tanya tatyana tatjana
theresa terry tess teresa therese
valerie val valeria
veronica ronnie vera veronika
yulia julia julie giulia juliya iulia juliana
maria mary marie mariya molly polly mariam miriam
anna ann anne annie ana hannah
helen helena helene elena yelena jelena lena nell
irina irene ira
svetlana sveta
sofia sophia sophie sofie zofia
lucia lucy lucie luz
fatima fatma fatimah fatema
aisha ayesha aysha aicha
layla leila laila leyla
zainab zaynab zeinab
noor nour nur
priya prya
rahul raul
rajesh raj
lakshmi laxmi
hiroshi hiro
kenji kenzi
yuto yuuto
yuichi yuuichi
yuko yuuko
shinji sinji
koji kouji
jiyeon jiyun
sungho seongho
hyunwoo hyeonwoo
youngho yeongho
jaehyun jaehyeon
soyoung soyeong
sooyoung suyeong sooyeong
minjun minjoon
dongwook donguk
jihoon jihun
kyungsoo gyeongsu kyungsu
"""

# Given names without a short form above; they tell a given name from a surname where the order is not marked.
_GIVEN = """
jason kevin eric brian ryan nicholas kelvin raymond scott adam aaron alan allan allen angel arjun anil amit ravi vikram vijay
sanjay suresh deepa divya kavita neha pooja sunita anjali ali nasser hanan akiko haruka misaki ayumi emi keiko sakura yumi
naoko takashi daisuke kazuki taro satoshi makoto amy karen grace joyce vivian iris linda nancy laura emma claire celine zoe
aurelie sylvie isabelle julien jerome loic antoine carmen marta cristina ines javier jesus manuel juan francois sabine
andrea birgit jana claudia nicole kathe florian tobias bjorn jurgen jorg gunther lukas oskar peter winnie fanny sharon
kelly tracy tiffany wendy winston dennis derek dominic edmund felix gary gordon herman ivy janet jasmine lisa
karl kathy keith leon lily lucas mandy marcus martin mavis nelson oscar pauline queenie ricky roger ronald roy sandra
selina shirley simon stella sunny teresa tony vanessa vera victor yvonne zoey chloe ella eva gloria helen hugo ian
"""

# Short forms that stand for a second full form too.
ALSO = {
    "chris": "christine", "pat": "patricia", "sam": "samantha", "alex": "alexandra", "sasha": "alexandra", "nicky": "nicole",
    "terry": "terence", "jackie": "john", "gerry": "gerard", "jon": "john", "max": "maxwell", "ray": "rachel", "tony": "anton",
    "kim": "kimberly", "will": "wilhelm", "andrea": "andrew", "michel": "michelle", "steph": "stephen", "bert": "albert",
}  # fmt: skip

FORMAL: dict[str, str] = {}
for _line in _LINES.split("\n"):
    _words = _line.split()
    for _word in _words:
        FORMAL.setdefault(_word, FORMAL.get(_words[0], _words[0]))
for _word in _GIVEN.split():
    FORMAL.setdefault(_word, _word)


def formal(word: str) -> str:
    """Return the full form of a given name (bob -> robert); any other word unchanged."""
    return FORMAL.get(word, word)


def is_given(word: str) -> bool:
    """Tell whether a folded word is known as a given name."""
    return word in FORMAL
