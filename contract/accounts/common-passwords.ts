/**
 * The stems of the passwords that everybody tries first, folded, without the digits and signs people put behind them. The
 * Dutch ones are our own list; the others are the most used of the dictionary of zxcvbn, Copyright (c) 2012-2016 Dan
 * Wheeler and Dropbox, Inc., Copyright (c) 2021 @zxcvbn-ts, under the MIT licence. Some are rude: people are.
 */
const STEMS = `
wachtwoord welkom hallo halloo geheim voetbal ajax feyenoord psvveindhoven psv1913 utrecht amsterdam rotterdam denhaag
eindhoven groningen nederland holland oranje zomer winter lente herfst januari februari maart april juni juli augustus
september oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag morgen gisteren
vakantie zonnetje zonneschijn schatje liefje lieverd lieveling poesje hondje konijn paardje paarden vlinder bloem
bloemen appel appeltje appelmoes kaas kaasje stroopwafel hagelslag drop pindakaas frikandel kroket patat bier biertje
koffie thee water snoopy computer laptop telefoon toetsenbord inloggen gebruiker beheer beheerder administratie kantoor
werk werken bedrijf gemeente collega sollicitatie vacature uitzendbureau school klas leraar meester kerstmis
sinterklaas zwartepiet pasen verjaardag mama papa moeder vader broer zusje familie vrienden vriend vriendin liefde
leven geluk gelukkig vrijheid sterk kracht koning koningin prins prinses kasteel ridder draak tijger leeuw olifant
aapje kikker visje vogel beertje knuffel muziek gitaar piano fiets auto motor vliegtuig trein piet klaas kees willem
johan johannes hendrik cornelis jeroen marieke sanne anouk lisa emma sophie daan bram lotte fleur maaike esther ingrid
petra monique linda wendy mohammed fatima ahmed youssef sander dennis patrick marco erik henk gerrit gerard peter theo
arjan martijn rick niels thijs jasper stefan qwertz azerty asdfgh zxcvbn abcdefg abcd aanmelden toegang sleutel
beveiliging veilig veiligheid nieuw nieuwwachtwoord verander veranderen wijzigen wijzig tijdelijk tijdelijkwachtwoord
startwachtwoord testtest test proef demo hallowerk werkgever werknemer kandidaat accountmanager klantmanager friesland
zeeland brabant limburg drenthe overijssel gelderland flevoland haarlem almere breda nijmegen tilburg apeldoorn
enschede arnhem zwolle leeuwarden maastricht delft leiden dordrecht alkmaar 123456 password 12345678 qwerty 123456789
12345 1234 111111 1234567 dragon 123123 baseball abc123 football monkey letmein shadow master 696969 michael mustang
666666 qwertyuiop 123321 1234567890 pussy superman 1qaz2wsx 7777777 fuckyou jordan qazwsx jennifer 123qwe 000000 killer
trustno hunter harley zxcvbnm buster andrew batman soccer tigger charlie robert sunshine thomas iloveyou fuckme ranger
daniel hockey george michelle jessica starwars asshole pepper klaster 112233 freedom princess joshua maggie pass ginger
11111111 131313 fuck amanda ashley love cheese 159753 nicole summer matthew chelsea dallas biteme matrix william
yankees 6969 taylor corvette austin access martin heather thunder merlin secret diamond hello anthony hammer fucker
1234qwer silver gfhjkm justin richard bailey internet samantha golfer scooter orange cookie q1w2e3r4t maverick jackson
sparky mickey phoenix bigdog guitar whatever chicken morgan andrea camaro mercedes peanut ferrari cowboy falcon welcome
samsung sexy steelers joseph smokey dakota melissa arsenal boomer eagles tigers marina nascar booboo gateway porsche
yellow monster spider diablo hannah bulldog junior london purple compaq lakers iceman qwer hardcore cowboys money
banana ncc1701 boston brandon tennis johnny miller q1w2e3r coffee scooby 123654 edward nikita mother yamaha brandy
barney chester fuckoff oliver charles player knight forever steven rangers midnight chicago bigdaddy redsox victoria
badboy angel please fender chris james slayer rabbit natasha rachel bigdick marine wizard marlboro raiders prince
casper fishing flower crystal jasmine panties iwantu adidas winner gandalf enter ghbdtn 1q2w3e4r angela mike golden
lauren cocacola winston madison angels blowme panther sexsex bigtits spanky bitch shannon johnson asdfasdf david horny
thx1138 toyota tiger murphy dick canada danielle 12344321 blowjob 8675309 jonathan liverpoo muffin cooper apples jackie
black passw0rd john sandra pokemon 123abc slipknot carlos qazxsw 123456a scorpion qwaszx nathan butter startrek rainbow
asdfghjkl razz redskins newyork gemini cameron qazwsxedc florida liverpool turtle nicholas viking booger wilson sierra
butthead doctor rocket 159357 victor dolphins captain bandit jaguar packers pookie peaches 789456 asdf blue dolphin
helpme tucker theman tiffany maxwell jeremy qwertyui shithead debbie albert maddog lovers monica alex united giants
nirvana metallic hotdog rosebud mountain benjamin warrior stupid elephant suckit success bond jackass bonnie alexis
porn lucky jason scorpio samson q1w2e rush freddy driver willie calvin 1q2w3e4r5t sydney gators dexter red123 12345a
123456q bubba creative golf voodoo happy arthur trouble america nissan gunner rebecca stella garfield gordon jessie
bullshit parker asdfghjk 5150 fucking apollo jack 1qazxsw 2112 eminem legend airborne beavis august bear apple brooklyn
godzilla skippy buddy 4815162342 qwert kitten magic shelby beaver phantom fred nothing asdasd williams xavier braves
darkness blink travis copper tomcat platinum qweqwe girls 01012011 bigboy green power 102030 animal police 11223344
online voyager lifehack 12qwaszx fish sniper 315475 trinity walter blazer heaven lover snowball playboy bubbles loveme
hooters cricket marvin willow donkey topgun nintendo saturn family gabriel destiny pakistan pumpkin digital sergey
chance explorer redwings private therock runner tits 789456123 lasvegas guinness beatles fire cassie christin celtic
broncos andrey 007007 babygirl nelson donald scott eclipse cartman fluffy louise michigan testing carolina little
samuel alexande birdie steve cherry pantera sharon gibson vampire mexico dickhead buffalo montana genius beer flyers
maximus minecraft lovely stalker metallica doggie carter kristina kimberly spencer speedy barbara snickers sabrina
carmen marcus bronco yankee friends paradise lol123 dreams magnum horses cool caroline 147258369 lacrosse ou812 goober
member qwertyu enigma scotty pimpin bollocks brian cock surfer sammy genesis poohbear dave star asd123 qweasdzxc baby
racing friend hawaii eagle billy viper october vanessa poopoo einstein boobies stanley 12345q walker bitches paul
drowssap stephen courtney simple alaska badger action jake bill denise jester 111222 spitfire drummer forest patricia
maryjane champion diesel svetlana rock friday kevin mark gregory pamela frank hotrod 147258 chevy anderson douglas
westside security google badass shorty tester thumper hitman mozart general reddog boobs zaq12wsx music 010203 lizard
alexander melanie a123456 ruslan 123456789a vincent 1232323q sweet teresa scarface 147852 a12345 marshall olivia
veronica porno buddha spirit frankie stargate antonio liberty natalie mercury naruto qwe123 12345qwert suzuki semperfi
king popcorn spooky marley system brittany claudia kelly scotland free kitty cherokee vikings simpsons death leslie
rascal qweasd jimmy loveyou hummer allison rocky patches russia adrian jupiter penguin cumshot howard passion honda
vfhbyf andre vladimir franklin sandman 123789 infinity homer bastard raider passport assman sucker fantasy bulldogs
1234554321 horney domino budlight ironman disney norman usuckballz softball bishop francis brutus ford redrum brooke
bigred jeffrey jesus fktrcfylh karina marines kawasaki digger ireland oksana fireman cougar college shit alicia russell
houston monday bradley cunt sarah nigger justice super wildcats tinker duncan dancer logitech avalon swordfis everton
reggie motorola alexandr molly timothy hentai claire patriots madonna colorado eugene ducati kermit juventus indian
connor galore freeuser smooth house titanic boogie simpson warcraft wolverin elizabet arizona saints valentin georgia
asdfg accord matt baxter denver mitchell christ yfnfif slut smith stinky zachary roland naughty ncc1701d spiderma
chopper brenda extreme virginia skyline poop zombie pearljam froggy pirate fylhtq vision 123qweasd awesome alyssa
dreamer predator bullet empire wolf kirill 123123a people penis elvis panthers skipper nemesis peekaboo rasdzv simon
alison rolltide american cardinal arnold chevelle daddy psycho danger mookie wanker manutd 9379992 tommy hobbes vegeta
goblue 852456 burton fyfcnfcbz picard 159951 bobby windows loverboy lovelove vfrcbv victory 123654789 bambam turkey
serega tweety hiphop galina changeme rooster polina berlin suckme taurus electric ronald avatar 134679 mine raptor
alpha maksim spring brazil eric bigcock newport hard kenneth hendrix madmax england a1b2c sublime britney france
darkside bigman hercules lawrence wolfpack classic lincoln ronaldo 741852963 spiderman 1q2w3e blizzard cheyenne
123456789q wombat cjkysirj raymond brother kristen pandora devils zxc123 simone holiday wildcat horse kramer 12312
147852369 sterling caesar alabama carrie bondage basketball sports pussycat pickle catch leather shaggy a1b2c3d chronic
flowers qaz123 qqq111 robbie admin gracie amber freepass airplane perfect kodiak billybob katana sunset crazy good
stingray maria anna snowman phpbb chocolat zeppelin garcia detroit wolves pontiac candy firebird vagina gundam panzer
outlaw time pretty fisher connie honey business trevor redhead hardon greenday tarheels 01011980 nastya hellfire cobra
engineer savage service serenity sasha michele dude lickme fireball 1029384756 white remember darkstar miranda flash
01011 124578 harvey oscar strike freddie pavilion beauty bobafett 01012000 adam dbrnjhbz jeff bigmac duke clinton
bowling jenny natali future harrison jones wallace swimming apache rulez pyramid dodgers girl whynot fuckit defender
teens morris trooper 135790 cancer precious packard lucifer popeye weasel 142536 raven icecream stewart tanner
swordfish blonde sandy presario rockstar viktor manager cheryl norton control wutang airforce julian atlanta pimp spike
thailand looking casino 741852 21122112 paris mouse lennon 456123 bluebird theone hawkeye hacker dustin elaine nfnmzyf
sailor catfish goldfish maxima tattoo barbie light design pervert machine herman wrangler rocks trucks nipples roscoe
tornado jerry lights bubble cadillac 666999 madman orlando pegasus target longhorn laura philip browns eatme cannon
dilbert baller microsoft winnie christia katie shooter xfiles qazqaz lesbian street seattle corona amateur cthutq
prelude 246810 beach malibu freaky assassin integra atlantis 123qweasdzxc pussies dragons iloveu unicorn lonewolf
regina 753951 stealth kristin tony peewee openup bobcat stacey software newton leonardo student srinivas angelina young
enjoy valentina trigger zaqwsx lolita athena shotgun coyote bruins veronika dollar country joker babydoll lestat
wordpass hottie smiley potter random sweety butterfly woody chipper snake samurai video gizmo maddie devildog valerie
mistress flipper express powers soso123aljg cessna teacher goldie moose polaris piglet cookies elena montreal hjvfirf
ladies wolfgang fatboy scully father single wicked daisy fetish foobar castle tickle bunny pepsi balls transam dfvgbh
31415926 oicu impala sunday booty hotstuff ronnie jasmin ryan gambit toshiba basketba lancer birthday texas stephani
hooker knicks 314159 roberto stinger kathleen savannah shamrock benson squirt deftones trucker nick redneck goldberg
alfred blaster siemens shelly renegade manson subaru ibanez blondie hamilton casey swinger reaper cristina minnie
mylove harry galaxy lindsay dudley farmer gloria special blahblah enterpri 1234abcd travel babylon bigone sweetpea
sugar smoke skeeter fucked indiana great ficken trfnthbyf freeman curtis smitty marino joanne bigfoot escort babes
check larisa trumpet tristan spartan asdfghj sister valera stormy paladin andreas cavalier marathon hamlet aardvark
butterfl bigboobs mister manchester rusty napoleon seven indigo hornet skater jerome pierre wonder toronto rose indians
karate buckeyes 01011990 julie hesoyam fredfred charger highland sweetie 1qaz2wsx3edc chiefs diamonds buckeye aurora
hotsex campbell griffin brandi redman passwor chandler drpepper monika maiden elizabeth leonard bernie brown pornstar
garden storm autumn 12345678910 thuglife millie jungle pencil tomtom insane pizza timber sherlock mariah audrey 1a2b3c
hamster aragorn pioneer techno catdog lollol triumph sidney 141627 321654 fktrctq none sophia morpheus island wetpussy
hobbit blabla erotic aaron pascal sampson consumer justme marion stones chrissy tyler nadine marie goforit burger
pitbull kelsey adgjmptw spartak german karen kissme hunting kaiser martha colors artist harold bass italia sammie
barcelona mario nicolas virgin pebbles sundance isabella overlord emerald callie doggy irina racecar isabelle germany
1478963 goddess change wesley nipple basket joejoe holly poison zipper alpine shirley element huskers marcel eddie
danny christy pussys sakura chichi inside ultimate dirty nicola ncc1701e blackie q12345 omega watson rommel geronimo
nikki caserta trojan philips sergio nugget tarzan bassman warren trixie chicks aleksandr cream webster help sherry
manuel portugal dodger anakin bobbob bomber michel madness superfly q1w2e3r4t5y loser 123asd florence yvonne fatcat
global ybrbnf energy desire wrinkle soldier bianca sexual warlock martina babe 951753 11235813 51505150 andrei larry
seminole peace alejandr westham concrete harris margaret hector christop naked ladybug network bernard weed tintin
qazxswedc trombone chuck pleasure rhbcnbyf home history bluesky sherman logan january onelove cotton christian cdtnkfyf
sunny archie holden whore brianna vfvjxrf titans stallion lindsey singer truck smile party missy hansolo angelo joanna
natalia beagle phillip panama smiles juice qawsed inferno moon mongoose connect kingkong snatch flatron sex4me bluemoon
turbo rocker personal emily blessed snakes dominic joey forget finger beetle jamaica alberto a1234567 mulder jamie
susan immortal head passat plastic 123454321 dietcoke spunky suck long whiskey monitor giovanni cactus ripper spyder
markus planet teen patton exigen sticky waters sluts nolimit daniela hollywoo abigail morrison katrina trunks 1234321
andy assass always diana deedee 14789632 clifford speed japan mission pickles million sailing freak holmes bonehead
fernando ghbdtnbr 112358 911911 charlott delta yomama darren rubber newman 1123581321 faster cumming bertha memphis
sylvia open ilovesex maurice hongkong olga jumper unreal rodney nylons sebastia pentium legion shalom kennedy 555666
brooks movie dodge dream graham sprite curious pacific loulou funtime philly ferret niners orion werewolf milton
cantona kingdom stars africa office boeing gilbert abgrtyu pirates sheila french sweets cooldude palmer eternity
lollipop tottenha stocking anything foster irish jackoff 7895123 biscuit drizzt camera columbia fossil moomoo makaveli
tracey colt robinson isabel martini salmon shasta jersey verbatim maniac snapper satan nasty solomon patriot jacob
standard shaved blackcat asdzxc punkrock raistlin infantry 4128 dillon gerald twister ricardo waterloo cjkywt clayton
crimson serena 01012010 oxford maxmax denis flight condor seinfeld silvia biggie maxine musicman ravens teddy colleen
bruce wolfman sharks megadeth cosmos velvet butt keeper foxtrot garrett damien anton sesame skywalke gn56gn banshee
cats squirrel wolverine dogs sunrise ghost western grendel sucks roxanne privet legolas frog felix marlin stone herbert
lvbnhbq qazwsxed carrot blades frosty stardust 121314 helena brownie groovy penny butler coolio twilight daytona licker
peanuts intrepid pikachu trains mollie vanhalen jericho hershey strider lobster punisher grace bird zaq123 bottom ninja
1234567a murray kansas shogun goblin search neptune ball showtime darwin amadeus suzanne fuckfuck 111222333 oldman
bruno showme henry getsome muscle obiwan support rfrfirf skittles ekaterina gold whitney shark maestro anal danni
tanker english tarheel fighter thanks hannibal capital newlife anubis gothic chaos blues cindy sabine roman preston
princes brendan slick 123456z evelyn python richie tequila boss cody devil clover delete mirage blood surfing
1q2w3e4r5t6y bentley portland potato baggins review porter chubby panasonic sandiego sooners buffy buck tina derrick
penelope blackdog harmony fusion dima mature malcolm allen mary buttons 1a2b3c4d californ safety playtime dagger moscow
swallow warriors byteme stimpy gangster lucas christine turner iverson lester chargers liquid mushroom cracker dingdong
misty nymets 456852 robin bigguy mobile tazman greg nimrod newpass miami crusader bugger stranger dkflbvbh anastasia
volume masters monroe miguel doodle collins powder archer gotcha battle dublin slapshot guardian 147896325 janice
charly septembe photos knights short angelica nookie milano scarlett stuart damian grizzly 123098 123321123 camille
scruffy brasil latino kittycat poopie munchkin lorenzo rammstein 1701 1passwor bananas barcelon santiago thegame hell
world picasso walnut kolobok blackman wisdom trance starcraft parrot quality blade pink auburn goodluck eatshit dorothy
dusty engine coltrane gorilla wheels katerina tamara postal fuck_inside luther carlo cassidy discover oakland spanking
osiris dumbass shaney 192837465 lonestar ping bridge bingo bender annie stonecol dookie meridian sally megaman 25802580
racerx rjntyjr sirius firefly julia alexandra madrid terry griffey women phoebe zaq1xsw weezer beautiful violet ledzep
lowrider randy gangsta ghjcnj paradox tacobell 123698745 loving catalina vertigo halflife carson sergei shiloh johnjohn
sobaka buffett aliens sadie chucky bonjour kangaroo jazz josh thompson sinner socrates keyboard 0.0.000 stevie 0007
jeep trebor finish dark luke sprint shazam lady national celica scarlet formula hoover sommer frances hotboy cynthia
qwerasdf 12369874 penguins rebels fuckface elwood melvin vacation kiss ragnarok bollox lexmark mailcreated lorraine
258456 claude rockon duck dodgeram tacoma romeo wookie prodigy tempest vfhecz flames sebastian colombia bang kitkat
oblivion mystery sithlord server molson mustangs incubus smoker 123qaz window scoobydo 1122 rescue bigballs zxcv carpet
titleist richmond director lawyer megan juan magnolia celeste melinda lucy wright jimbob golfing kenny roger bobbie
xanadu tardis blueeyes hearts dixie pooper shaman mersedes 102938 12312312 springer imagine janine kenwood 123zxc dogg
garbage martinez topper roberts lizzie ashton elliott oracle sheena chloe nuttertools mallard 123987 1122334455 analsex
shemale mikey asterix faith monkeys imperial jimbo cooler grateful gillian peterpan kingston yourmom sleepy gremlin
printer hudson pa55word stud freckles birdman aussie defiant margarita 445566 deadhead polo anime tatyana jackal
frogger bridget wayne research tobias mariners rootbeer blondes donnie katrin weather aspirine frederic parola photo
children account israel stephanie shaolin noodles celine willy willis forgot mandy 11112222 rogers palace santos ohyeah
magnus laurie creampie amazon kisses queen ludwig fatass plymouth justdoit assfuck nellie 1234567q 12121 987456 6751520
putter broken nopass letsgo bryan bones tatiana camel champs lightnin massive camelot bosco deanna gizmodo spidey
caliente aezakmi 456654 goodtime mypass roller catherin active pooh payton lonely redalert brucelee smokin porkchop
astros aquarius thankyou atomic fletcher shopping a1s2d3f mason marian vanilla unknown sapphire temple marvel beckham
qazwsxedcrfv kaktus 753159 myself sooner blacky hastings blackjac aggies scream picture 123321q abc12 judith iforgot
kasper cxfcnmt bangkok 01012001 shitty spectrum eduard jammer painter primus veritas ernest kristi chevrole slappy
valley 1221 pete hitler clancy spankme granny avenger usa123 rosemary husker candyman beatrice scrappy simba falcons
dylan front harder atlantic labrador 123456qwerty smudge syracuse southern melody timmy elijah center darling throat
stuff fatman krishna sanchez pancho gator pacman commando vulcan bush clitoris lemons alice 8j4ye3uz boner keith odessa
barkley monopoly method kelley sara punkin pineappl celtics lesbians 223344 space gangbang bennett area lick flyboy
hamburg aaa111 asian carol spartans tricky romashka 123456aa snuggles boat infiniti anders billie life drago blake
hermes jesse goose jeremiah vivian annette homerun dead forrest carolyn 1234567890q topcat hayden cosworth vectra
grover goodbye charlotte cuddles bossman horndog doberman gary telefon dawg qawsedrf ivanov durango peugeot franco kyle
plumber bell rbhbkk pauline exigent laguna emmanuel webmaster bowler leopard strong theking redbull alan pics beast
viktoria breeze topdog starbuck dance dalton fuckers hungry beefcake reality gjkbyf speaker shelley godsmack clarence
writer loveit kingpin nokia valhalla night starfish anarchy herbie blacks content 906090 sailboat desert fitness brando
bohica achilles tractor ncc1701a drake bull hidden kicker labtec napass bart pa55w0rd amelia tuesday frontier swingers
caitlin muppet terror legacy farside terminator bella matilda kentucky doughboy ramona butthole phillies jrcfyf 789654
camels dannyboy oakley nebraska latin double qwertyuio sabbath chang pinkfloy homers striker looker fallen maryland
luckydog azamat iguana oklahoma moloko agent vfrcbvrf javier vette daniil command rhonda studio pistol miles skiing
franky stoner conrad select tanya houses boris puppy elliot charmed vladik nathalie whocares 666777 maynard vkontakte
ihateyou puppies zidane eileen dilligaf crash mandingo moneys tyrone funny nevada kotenok mystic california 123457
budman church carlton rafael technics bone stick golfball rookie panda today 01011991 jennie triton river trojans
bunghole zvezda 132435 15426378 hurrican central stripper dale filter jethro snow gustav ivan escape hawk igor aberdeen
shane lespaul rfnthbyf enterprise butch dthjybrf 963852 1366613 cutter splash handsome oilers randall cash nofear
cupcake excalibu momoney gbpltw bigger belinda svetik possum metal moocow brothers bethany keystone babyboy flamingo
firefox bogdan ccbill passwort soleil lancelot vipers marilyn tdutybq juliet leader madden russian australia sabina
chase coolman babies skinny zaphod kamikaze verona bacon noodle rebel doobie designer deadman attack vortex killme
dogman gopher somethin danila 12332 reagan cancel torres 000007 freaks azsxdc sassy donna dracula play poncho bearbear
boots engage deskjet bradford hammers deeznuts warhammer tight justine ralph fabian lewis blueblue marissa oregon
bubbas sinatra hilton meatball mailman dawson columbus manchest cthulhu macdaddy mighty michaela grandma ready sterlin
cartoon summit 123456789z sentinel tolkien bicycle blow beverly breast lickit kathy meghan universe capone jenna julius
bryant truelove helen 123456k nancy eatpussy hailey chair 362436 bowser kathryn sexygirl fernand eleven rockets
billyboy military demon davis jamesbon iloveyo traffic saint redhot microsof sonic miracle microlab gofish pantyhos
pilot lifetime rugby mayday aikido nina 01011985 conner cutlass tree thekid theodore titties sweden function polska
danie gang 73501505 market scotch lansing elvira bloody sexx hustler anfield coke smut catman bonita tracy sony fast
1234qwe 1225 cheers tinman airbus peters china azsxdcfv santana hayley station gabrie scottie orioles 01011970 charlton
saun fortuna dfkthbz rustam warlord retard ultima kong bigmoney 4runner rotten betty grumpy oranges superstar fordf
asdfjkl boxing xtreme denali selena zxcasd huskies 128500 terminal wilbur kristy wildfire vladislav bikini thor
hollywood mayhem sultan gretchen figaro sixers sparta saratoga 321654987 running 01011981 cloud models mojo greenbay
cancun marlene trinidad tammy chewie hope number feet crunch bigbird mellon bigtime fashion piccolo fabie 789123
rjirfrgbde rovers meatloaf hyperion sandro rightnow jarhead armani treasure miriam hansen natural 01011986 lisalisa
sport bizkit maradona 1066 sayang charli rfhbyf utopia anaconda japanese camilla coconut govols emerson memory
catherine jedi cosmo cruise giant ricky dragoon woofwoof giorgi packer poontang illini christopher davids zaqxsw pedro
sticks revenge exodus reebok chanel albatros cabbage goku wally beaner quincy greens tomato toby chief richards adriana
kenworth deborah down cooter dinosaur holyshit eeyore movies dana lionking creamy adult poodle tsunami happyday 321123
knopka bogart corrado volley chickens orgasm whisper flying first chocolate walleye hopper sean twisted chaser memorex
ericsson 1001 100000 jensen positive crazybab science frisco dong jose zorro romance sherwood shania rereirf sausage
milana tasha vfvekz profit zenith fugazi junebug clemson polniypizdec tootsie fktrcfylhf comics zxcasdqwe vfczyz 150781
werner aspire hardrock condom cocks rachael gringo anhyeuem madeline rich becky canon february alien abc12345 harper
stocks marcos clapton roberta coleman applepie skywalker fubar theresa koshka tundra vitalik arjay gmoney bigsexy
pillow fingers samiam dean davidson skorpion candle nobody hellyeah better australi drew rockhard boob easy bears
sparkle johanna everest rfrnec hedgehog 13243546 wolfie surf fart yosemite marisa voyeur baddog brad jazzman dicks tool
temp cheetah 1qa2ws3ed slacker steele mikemike wood pooppoop barsik valeria deniska br0d3r fright karolina kirsten
vfksirf kume kenshin bootie cyclone starship monty balloon maxell dildo rupert 0.0.0.000 milena bonsai lion salvador
greatone vernon 50cent slider lillian admiral cecilia stolen albion boys midget fuckin freeporn nikola hithere 222333
78945612 damnit dinamo francois cheng calico duchess scratch powell stefano fortune nyjets artemis robotech roadkill
backdoor rastaman fiesta felicia alliance fletch jerkoff killbill goliath cinnamon rambler malaka tekken sojdlg123aljg
321456 18436572 963852741 carrera bangbang jeanette marc fritz ramses operator shado duster spank wibble alibaba
mechanic keywest sword amsterda hal9000 bristol pingpong rasputin marianne hooter tara rctybz sanders faggot krista
presto majestic 332211 nguyen fowler passwords buttman spurs carl pompey trident viagra kipper kingfish gotohell angie
guest garage heidi mattie slutty isaiah steeler wrestlin pooter divine route clipper charley macross railroad lineage
oleg 420247 seamus swimmer ne1469 jokers thursday chico a123456789 solnce kimber guiness pussie mathew nature matador
sparks typhoon hank retired subway slave ivanova ghetto florian vermont tang ktyjxrf lolipop spears yzerman peterson
magick phillips cinder nwo4life shearer pupsik dfkthf allsop 162534 456321 000001 city grapes 123123q pippen belle chad
venus kcj9wx5n sex123 dammit barry caveman critter underdog r2d2c3po skydive renault onlyme murder snoopdog jayhawk
hotshot caramel broadway kinky theboss fuckher train trout ding umbrella feather credit splinter depeche seeker
fuckthis respect crysis direct animals chemical cyclops 1000 122333 135246 789987 123789456 chivas jamesbond blackhaw
passpass sinclair team megapass beanie translator helloo magicman cunts phil fishes supersta giuseppe caligula kill
juggalo frozen quattro usmc meredith java wassup rosie bullseye saturday pornos cohiba floppy alucard deacon heart
tabitha kristine tunafish xbox dkflbckfd kickass p0015123 10203 200000 7753191 12131415 vietnam kendall pearl safari
gonzo crawford bob123 klingon rain looser goalie damage maureen west dawn tazmania cigars facial deepthroat malina
silence samara dfktynbyf fang cruiser vector tommyboy jean banker horizon chainsaw button bigbear forfun abraham
123456r astrid carole andres sharky vh5150 royals christina small misfit work yousuck louis fallout scania maxx nudist
getmoney budweise song believe brighton absolut kungfu kostya monaco gunners vfhufhbnf mamapapa 1230 minime blueboy
penthous chrisbln steph whitey europa jade bertie daphne groucho champ benny grant mirror village trader stroke walrus
susanne sabres nipper woman floyd snowboar undertaker flounder moneyman patty bottle kahuna canadian viewsonic coolguy
rules downtown wagner strange fabric trisha italian ybrjkfq cypress 01011989 eastside sneakers passme topher golfgolf
barber sinbad frodo panasoni craig alfa mybaby skidoo massimo back jillian cat123 q123456 sparrow senior dalejr thecat
fucku snapple mondeo leanne emmitt thanatos z1x2c ghjcnjnfr maximum smegma thesims whitesox chong 778899 2128506
bonkers poseidon musica doug gargoyle 0420 olivier hambone bluedog intruder sunnyday cyber compute kids smelly spawn
wapbbs answer studly poppy paper simona solution newcastl adonis goodman sexxxx europe goldstar again quantum buckshot
static dollars 01011988 titanium erica danzig jabroni library journey beastie chrono dang 1024 555777 edwards jane
gunnar federico korn custom lance 1qwerty assholes daewoo jess briana watcher albina sunflowe dorian babyblue premier
staples nike stereo westwood usnavy boomboom fresh sasuke dharma pisces motherlode multiplelo hang bike sapper scanner
marius zeus racer callaway user bayern rover lamont rivers snoop over walmart micheal starfire theend steel erotica
aaliyah doogie renee paintbal paint 123qwerty tyson newbie knickers lokomotiv 112211 192837 hotred ufkbyf laurel shawn
12345z wasser jessic thirteen rjycnfynby avalanch outkast truman magpie scout philippe poetry havefun michell cubbies
losers hotpussy deejay fghtkm droopy blossom 333666 777888 allmine 01011984 zerocool janet tomorrow godfather abby
greece second reading greene sascha busted ming bimmer original cbr600 ocean anne builder demons nitram pudding bounce
donuts 01011987 jeanne idontknow audia aleksey vfvfgfgf leonid smokes mylife beerbeer sims redfish working rodman
beaches 1x2zkg8w hairy contact start luis bogey prissy 123456s gegcbr tights insert carla dante beretta francesc jewels
searay padres celeron mittens quartz ziggy diehard micron syncmaster cornell christie stunner rtyuehe hoosier zxasqw
peyton paintball bing 4121 monalisa queens terrapin a1s2d spongebob buzz attitude backup whisky clevelan ling cedric
marin barefoot artur chuckles barrett meathead bigass ou8122 titty gretzky 02071986 kosmos cfitymrf biggles cambiami
12345678q 03082006 thongs blessing what aleksandra twinkle gladiator gollum southpark rabota mazafaka 336699 goodboy
carbon scuba tango stoney brent weaver will volvo footbal pianoman gaston casanova traveler clark stumpy hawkeyes
clarinet looney mommy maggot felipe bucket eduardo freeze sound sexyman johnboy dian snapon deeznutz warthog vegas
rooney futbol filthy steam carina 1012 90210 10203040 123aaa mustard boricua meowmeow maste mellow abc1234 sunshin
bengals combat goofy whatsup sauron krystal alina prophet loco lovesex twins triangle booker reefer nickel venice
xander strip valencia 01011910 lord rhiannon smeghead valeri andromeda 12qwas 12345679 diver cerberus sputnik groove
lambert usarmy more tiberius zigzag sting bean welder radio focus gabriell candice salamander eternal motley resident
hayabusa marcia rambo together rainman poochie purdue redwood ripple buzzard wang redwing boobie juliette monke hokies
phish crjhgbjy jagger rockford shou tuan goldwing 1007 10101 brewster bermuda zero thegreat proxy confused badgirl lola
bacardi derek whiskers spaceman starman trial karma claudio 12qw34er allstar carolin gesperrt lynn swords rasta wildman
nikolay kang slinky wrestling pinhead hacked sersolution overkill rhfcjnrf mishka montgom 123451 banane person public
fester something 12345qwe lions helmet ripken frisky changed games higgins trapper piper windsor supreme ib6ub kaylee
athens norway runescape oasis jill hurley lightning dbrnjh shun chun 11223 235689 784512 14725836 19411945 darius chip
hill midway kool hoosiers vinnie recovery cicero napster lionel amazing tracker laser 01011992 adrienne roadking menace
secure stoned br549 thedog sacred squash nice smoking pony feng illusion 01091989 woohoo medicine antoine leavemealone
bagira megatron 787898 5551212 orchid reader comet clown zippy company doghouse stacy wild army maxim 12345678a paula
bravo buddah jaybird chuckie look morning dino peach todd hanna chuang mortgage idiot heineken saleen rulezzz massage
sonics moonlight butts motherfucker 02071982 pobeda benfica poker kashmir realmadrid balloons optimus chunky gsxr
tinkerbell chou shai 135792468 common starter brewer babyface pants gregor dogfood hardcock deluxe bigmike 01011975
blackbir bookworm hampton jeffery salomon godfathe meister angus intel seahawks talisman blackjack eraser collin
pissing hawaiian zhong mian 1005 7779311 michae berger alphabet tricia beautifu misha maryann 123456654321 adams jenn
riley xxx123 really mortimer tongue century sancho remote darkman buddie roadrunn pizzas lexus medusa health stalin
toledo cubswin dutch lilly beowulf charlene willia christmas pool handyman f**k pacers unique eleanor clouds cgfhnfr
breasts chinook just4me nuts 01011993 wedding calgary dutchess heckfy max123 ludmila gong 12301230 nova shell lori site
because cheater famous delphi cathy wareagle martine gromit sponge ashlee valkyrie yoda glory passwd idontkno smiths
mohamed teddybea killers boxster five dragonball babybaby mermaid satana bhbirf foryou qazzaq hong puddin chao shang
zhei quan inuyasha 1213 stanford peacock assword misery desiree barnes sullivan beamer diggler medical 1pussy wishbone
circle property ripley thedude fisting alexia beemer jayden gameover redline venera salsero lust fytxrf sergi kittykat
spanish sinister india vedder gonavy manowar 02021987 novell lang colonel rancid diao 147369 chrome friendly aa123456
destroy titten electra polly geoffrey eureka onetime phone katherine otto lakota claymore hotbox asia banner madina
02011985 manuela bitchass ruby sporting bartman matthews checkers playing 01011977 02041986 carmel gabriela dfcbkbq
nimbus wrestle bulls 02081988 jktymrf alexalex preacher gamecube 02051986 mustafa svoboda 123321a circus armagedon
alenka playstation z1x2c3v leng qing cong zheng 02091987 1369 12011987 magical park claudi rhtdtlrj pablo thumbs camper
doitnow goaway subzero charity hootie face pissoff jammin beth blackout crow darrell cocaine bcfields skylar rolling
loaded milkman lotus davide bigbutt electron johann 12345t cheeks skate silverad lighter 02021988 hassan 02031986
pothead gobucks 123456qw squall thunderb 02101985 courage pippin ghostrider antoni kaitlyn neng peng miao teng xuan
xiao 1017 1020 1492 654123 794613 reynolds cannabis xerxes ipswich ninjas mango farley lucille pinky jimmie nude dieter
annika mitch southpar marika dickie jetski finance tdutybz dianne forward jenkins bright absolute bilbo musashi ferris
iamgod lipstick 1234567890a laurence 02061985 02011987 mandarin quest tottenham adults yfnfkmz kleopatra tulips nong
piao ruan zhuang chai dirtbike 111333 369963 1236987 1357924680 sheba pickup dwayne othello mari katherin forum sonny
12qw rider a11111 warner northern cinema cameltoe petrov bluefish fuzzy pheonix iscool secrets 02021986 elite toon
modena bert marsha slippery kissing caravan divorce tank beatle jump akira sanfran 01011983 1qaz2ws cheech 000111
badman 02091986 samtron paloma yang dolores sveta shadows mollydog annabell starcraf ghblehjr vasilisa jameson chuai
deng qiao zhou zhun jiang luan sang ying beans slim illinois warning ebony meat jockey deadpool hillary bearcat caprice
farscape evan bigtit lassie zappa nicol sunflower hopeless sheriff carpedie bank asdfzxcv sherri march barton shepherd
02021984 gatorade keegan high toolman barker spectre pussey nuggets borussia mantis 01011982 banzai ariana flexible
mullet graphics fyutkbyf 123qq mancity templar stories yfcntymrf 02081984 02081987 fergie records thedoors 7ugd5hip2j
gawker pussyman skyler elizaveta colton huai seng xiang zhuai guai 02061986 solo moritz monte lemon strength talon
rhino susana sonoma three mack spinner allan keller webmaste grease raquel alejandro chimera rufus stretch ticket
bacchus kendra twenty corsair kinder argentina corleone zhai spice vampires domain iomega heater 02031984 02021985
hover ltybcrf artemka xxxpass qiong ting hippie jing reng tian tong 2580 123455 21031988 987456321 poland deutsch
babylove becker speedo brett oceans slapper letter harvard bonjovi mazda virtual cosmic leon snuffy blaze sergeant
dragonba stonecold hellos jacques register buttercu 01020304 huang 01011999 millions millwall patience chrysler merlot
bullfrog latinas a12345678 02011986 xyz123 istanbul phoeni ashleigh 02081989 kotaku universal noelle binladen artem
shanghai castro ceng chuo jiong xiong shei meng hans wraith pierce jayhawks kilroy amateurs dotcom cattle daemon
ntktajy barbados renata thoma balance chan nomore pdtplf canyon kayla jackpot mets pulsar baron marker chippy nightmare
monarch hamish aubrey reds knockers dipshit alexey malone athlon hubert chevrolet vadim everett napoli myname belly
cobalt counter dialog augusta smokie cristian coolness cougars screen 02041984 criminal hardware ramones bobdylan ning
capslock 02061989 rong zaraza ciccio teddybear alisha gfhjkmgfhjkm chui liang pian niao 1123 120676 147963 gadget
shiner laurent fulham missouri carlitos dwight helene halifax dogshit entropy coldbeer silent lost silly netscape boom
edgar dog123 county deep freeway syzygy andromed game media wings brigitte yeahbaby diego yolanda eldorado hollow crack
eastwood gunther paranoid anita sexyboy soulmate gooner drunk persik lesley geneva 9293709b microphone kakashka
02021983 50spanks 111111a fgtkmcby mclaren spread geng shuo zhui duan nuan qiang weng shuang 159632 9562876 1234567891
bamboo brittney fastball creature cards just4fun matteo fuckyo hack smashing foot washington arlene baggio carlito
hopeful astro hondas snooker sophi redbird bigblue dynasty mephisto trainer iceberg shitface fountain specialk estrella
some 02031987 generic buddyboy stevens 02041983 arcadia 02051983 manning nikitos piramida 02021989 violetta salasana
q2w3e4r maxxxx zang shutup thing suan heritage liao 1022 1223 15975 11221122 browning homerj tiburon obelix kris chopin
02041982 insomnia hooper promise cygnus theater romero jelly plasma kissmyass here submit budapest jayson sexysexy
jorda citizen sahara pinkfloyd card stroker pavlov pasword amigo heynow arturo fight ventura sandwich fraser yummy
homeboy royal testpass gamecock milo magician female wildcard magazine telephon bigfish tripod kuai lazarus cleo
licking dundee 1234asdf 02081986 1a2s3d4f brodie misfits slavik rochelle sleeper seeking pringles butcher patric nanook
02041987 02041988 vsjasnel darklord loveless radiohea 02011988 cang shao sheng guang shuai xing 1011 2469 12365 karin
hughes giorgio maxime sphinx reckless triple baldwin taxman orient desmond married zhjckfd mordor hunt romano jiggaman
ramsey officer lovebug sam123 classics hooligan pluto georg bolton scrabble jezebel major 010180 jellybea shock drakon
seadoo mexican pharmacy door lena abnormal patrice concorde alfredo 01011979 02081985 cdtnbr puffy islander 02101984
chantal jakejake 02011980 yjdsqgfhjkm bunnies bushido kazantip strawberry verizon maksimka dupont crusher jiao zong
zhang pang 1211 1224 123465 655321 premium wg8e3wjf corey 426hemi goat diane channel project hole cthtuf arrow meagan
tootie bounty 02021982 kfhbcf kirsty howdy ramrod sweetnes bummer corolla andersen blond race darryl senator ferguson
donovan 123456qwe thelma dynamite gertrude doomsday rhjrjlbk hjccbz players mariposa ozzy excalibur marcello buttfuck
moore samsun masamune zhao niang zhuo 02071984 998877 12365478 darlene bessie brains north attila clowns chestnut
woofer model 1qa2ws moses someone lindros tiny dottie civic july a1a2a anthrax lilian imation beacon tripper vsegda
ursula fullmoon spiker sporty force pornporn citadel jacobs volcom dynamo amerika 02031985 bombers burrito inspiron
forsaken spock mallory lantern nextel goirish snowboard haggis callum violin lollypop insanity placebo creation glacier
02061988 stepan zander dabears katarina iloveme sexxxy moonbeam webber gonzalez tiao 4417 7007 69696 147741 258852
dogger pecker stiffy senators create june wingman pumpkins windsurf ernie mick watch jarvis zephyr fishman dell
reddevil wanted sheridan nichole bronze concord rjhjktdf kellie baker zalupa killkill avenue asddsa bunker wrench
paddle schalke cobain shanna poopy broker mouth woodland yvette suicide vanguard aviation exotic heat stanislav
02081982 superb q1q2q fergus mihail vfibyf 02051982 mobydick icu812 sausages tuning francesco ganesh anastasiya
nevermind presiden faithful kerstin vfitymrf varvara happiness 1z2x3c robotics zuan nang shui 225588 369258 normal deer
bigcat store 02011984 tech temppass onetwo postman weird uranus highheel aloha cigar puss stylus gobears duckie stratus
thong pippo conover soprano jingle firewall polopolo dolly pepito piazza radical alone mail boxer 02031982 reload
evolution grande tipper 02061980 battery dogcat drive kirby candace digimon bombay mariana sowhat lips download
fandango kamila popper gore beng rang bian cuan 1112 369852 1000000 1234560 lenny mypassword louie earnhard dancing
simmons airport snappy angelika fishin boxers icehouse qqqqq cramps basset dogboy hall abstr softail titan santa
killjoy fischer electro mygirl delilah nutmeg 111qqq christma kittens krusty script zaqxswcde bigboss flores guyver
coach praise prowler harvest latina clit moreno erin 02061987 02091983 01081989 spikes jubilee shan choice yugioh
toaster pineapple harrypotter gorgeous namaste carnage yong zeng biao heng keng kuang 1013 1023 12051988 alissa nigga
dayton chriss niceguy magelan almond club bumper partner 123qw marty spongebo erika judy ghosts hookup bigben wifey
carmex enrico starstar gilles chillin superma radiohead havana lumber pistons viktoriya gameboy robot santafe holidays
jennife mckenzie reddwarf cascade kidrock pinball isaac banger 05051987 02071987 02101989 02041985 arrows platypus foxy
02071980 1z2x3c4v abrakadabra doofus passes shanti barron marianna longbow services 02101987 heroes living mankind
stasik jets beardog longjohn 123000 134679852 glenn 01011900 alessandro garion live juanita honolulu nygiants busty
install niceass string boozer mars astra abbott puffin dogbert queenie muscles highway visa 02091984 cottage compton
steffi romans beerman windmill guitars earth freebird slamdunk snowflak tasty delight nights biology emilia bronson
frost irishman badgers state 02091981 bergkamp pixies training playstat milk oatmeal mudvayne airwolf season lottie
dudedude jackjack johndeer zildjian magnet vjcrdf 02061983 02041981 hammond ramirez 02091980 mang aptiva anai gidget
1121 78945 153624 333777 22041987 stop kjkszpj manolo bruiser chilly medion josephin giraffe jared paulina fishbone
edison caught gasman pocket moondog charter camila impact tbone bigblock rudy towers krypton hallie jefferso pelican
altima clippers getout compass kimmie chambers winners paulie spoon sucking albany toffee theatre never pavel 111111q
climber marlon micro thisisit armand ultra aladin monkeybo comfort 123456l epsilon idunno stress hounddog pallmall
02051988 02041979 kate webhompas monsters picturs 02051987 sairam 02081977 05051985 02071988 easter cobras ballin
comanche landon severin 15051981 26061987 whiteout roadster basebal drifter easton werder norwich stubby stefanie clay
gene ellie versace food visual heinrich record bowwow ellen undertak hookem anastasi fiction medic colnago
`;

/** Signs that people put in the place of a letter; `w@chtw00rd` is tried as early as the word itself. */
const LETTERS: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
};

/** Answers for a folded password or stem whether it is on the list. Makes the list once a call; keep the answer. */
export function createCommonPasswords(): (folded: string) => boolean {
  const stems = new Set(STEMS.trim().split(/\s+/));
  return (folded) => stems.has(folded) || stems.has(folded.replace(/[@431!0$5]/g, (sign) => LETTERS[sign] ?? sign));
}

/** For the page of the server that has no modules: the list as it is. */
export function commonPasswordStems(): readonly string[] {
  return STEMS.trim().split(/\s+/);
}
