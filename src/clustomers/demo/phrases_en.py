"""English fragments of the demo company's texts; `wording` puts them together.

Alternatives stand between bars. A subject and a predicate make a sentence, so every subject is
singular and every predicate is a verb phrase that follows it. A theme keeps its own vocabulary:
that is what makes it findable in the texts.
"""

# theme: (subjects by line, or for all lines under ""), good, bad and plain predicates, details
THEMES: dict[str, tuple[dict[str, str], str, str, str, str]] = {
    "delivery": (
        {"": "the parcel|my parcel|the delivery|the shipment|my package|the courier's delivery"},
        "arrived a day early|came exactly in the promised delivery window"
        "|was packed with great care"
        "|reached my door faster than I hoped|was easy to track, which I love"
        "|was on the doorstep right on time, perfect",
        "arrived four days late|missed the promised delivery window, terrible"
        "|was lost by the carrier|came in a wet and damaged box"
        "|sat in the depot for a whole awful week"
        "|never reached my door|was late again without any tracking update",
        "arrived on a Tuesday|came by the usual carrier|was left with a neighbour"
        "|was shipped to the pick-up locker",
        "with the tracking number in the e-mail|from the warehouse|on a rainy afternoon"
        "|by the parcel service|after the shipping notice|to my home address",
    ),
    "checkout": (
        {"": "the checkout|the payment page|the payment step|the checkout form|the basket page"},
        "was quick and wonderfully simple|worked perfectly with one tap"
        "|took my card without trouble"
        "|remembered my payment details, great|was the smoothest I have used"
        "|let me pay in a few happy seconds",
        "froze on the payment step, so frustrating|did not offer my payment method"
        "|was painfully slow on my phone|rejected my card three times for no reason"
        "|lost my basket and I gave up, annoying|showed an error when I wanted to pay",
        "asked for card or transfer|had four steps|sent a payment receipt"
        "|offered to keep the basket",
        "on my phone|in the mobile browser|on the payment step|with a full basket"
        "|when I tried to pay by card|at the last step",
    ),
    "fit": (
        {"": "the dress|the sweater|the shirt|the linen blouse|the coat|the pair of trousers"},
        "fits perfectly and the fabric feels lovely|is true to size, I love the cut"
        "|has a beautiful colour and soft fabric|looks even better worn, great stitching"
        "|fits like it was made for me, excellent|kept its shape and colour in the wash, great",
        "runs two sizes too small, disappointing|has poor stitching that came apart"
        "|looks cheap and the fabric is awful|does not fit at all at the shoulders"
        "|lost its colour in the first wash, terrible|is nothing like the size chart, useless",
        "comes in size M and L|has a regular cut|is made of cotton fabric|came in dark blue",
        "in size M|in the colour I chose|after the first wash|across the shoulders"
        "|according to the size chart|in the larger size",
    ),
    "rainwear": (
        {
            "": "the rain jacket|the rain coat|the waterproof parka|the umbrella"
            "|the pair of rain boots"
        },
        "kept me completely dry in the storm, excellent"
        "|was in stock near me on a wet day, great"
        "|is waterproof and wonderfully light|was a lifesaver in the shower"
        "|held off the rain and wind, love it|was waiting in stock when the rain came, happy",
        "was out of stock on the one rainy day, frustrating"
        "|let the rain through at the seams, awful"
        "|was sold out everywhere when it rained|leaked in the first shower, very disappointing"
        "|was shown in stock and was not there, annoying|is not waterproof at all, useless",
        "was on the shelf by the door|comes with a hood for rain"
        "|was kept in the rainwear corner"
        "|was in stock in two stores",
        "in heavy rain|during the last shower|on a wet walk to work|in the storm"
        "|with the hood up"
        "|in the store near me",
    ),
    "refund": (
        {"": "the refund|my refund|the return|the exchange|the return label"},
        "was handled in two days, excellent|came back to my account quickly, thank you"
        "|was easy to request and free, great|went through without a single question, love it"
        "|was processed the same happy day",
        "has not been paid back after three weeks, unacceptable"
        "|was refused without a good reason"
        "|needs far too many forms, annoying|was short of the full amount, that is wrong"
        "|is still missing from my account, very unhappy"
        "|was a fight from start to finish, terrible",
        "was sent back by post|was booked to the same account|asked for the order number"
        "|took the usual days to process",
        "for the returned order|with the return label|to my account|after I sent the item back"
        "|for the second item|through the return form",
    ),
    "queue": (
        {"": "the queue|the waiting line|the line at the till|the wait|the lunch queue"},
        "moved really fast, great|was short and pleasant even at noon"
        "|is no problem anymore since pick-up is quick, love it"
        "|took just two minutes, excellent"
        "|was well organised and quick, thanks",
        "went out of the door at noon, awful|took twenty minutes of my lunch break, too slow"
        "|did not move at all, frustrating|was so long that I left hungry and angry"
        "|is the reason I skip lunch here, sadly|eats my whole break, terrible",
        "was about ten people|was split between two tills|was as long as usual"
        "|started at the counter",
        "at lunch time|around noon|during my lunch break|between eleven and one|at the till"
        "|before the next meeting",
    ),
    "coffee": (
        {"": "the espresso|the cappuccino|the flat white|the croissant|the oat latte|the roast"},
        "tastes wonderfully rich and fresh|is the best in town, love the aroma"
        "|was perfectly hot and creamy|had a delicious nutty taste"
        "|is always fresh and delicious"
        "|had lovely foam and a beautiful aroma",
        "tasted burnt and bitter, awful|was cold and watery, disappointing"
        "|was stale and dry, terrible taste|came with sour milk, disgusting"
        "|had no aroma at all, sad|tasted weak and bland, poor",
        "was a medium roast|came in a paper cup|had oat milk|tasted as usual",
        "with oat milk|in the morning|from the new roast|with the almond croissant"
        "|in a large cup"
        "|to take away",
    ),
    "app": (
        {
            "": "the app|the pre-order in the app|the Quick Bite pre-order|the app update"
            "|the pick-up screen"
        },
        "made ahead-of-time ordering so easy, love it"
        "|had my order ready at the pick-up shelf, great"
        "|saves me time every single day, brilliant|is fast and a joy to use"
        "|tells me exactly when my pre-order is ready, perfect",
        "crashed when I opened the menu, annoying"
        "|lost my pre-order and nobody could find it, bad"
        "|logged me out again, so frustrating|sent the order to the wrong store, terrible"
        "|shows pick-up times that are simply wrong, useless",
        "asks for the pick-up time|shows the menu of the day|needs an update on my phone"
        "|sends a notification",
        "on my phone|since the last update|for a pre-order|at the pick-up shelf"
        "|after I logged in"
        "|from the train",
    ),
    "staff": (
        {
            "cafe": "the barista|the team behind the counter|the young man at the till",
            "boutique": "the sales assistant|the lady in the store|the shop team",
            "dental": "the dental assistant|the receptionist|the lady at the desk",
            "software": "the support agent|the customer success manager|the help desk colleague",
        },
        "was so friendly and helpful|smiled and took time for me, lovely"
        "|was kind and patient with me|remembered my name, wonderful service"
        "|went out of the way to help, thank you|gave friendly and honest advice",
        "was rude and unfriendly|ignored me and was rude, awful service"
        "|had no time and was impolite|rolled the eyes at my question, disrespectful"
        "|gave me an unfriendly and useless answer|was arrogant and not helpful at all",
        "was new to the team|asked for my name|was on duty alone|passed me to a colleague",
        "when I asked for help|on the phone|in the afternoon|with my question|last week|once again",
    ),
    "price": (
        {
            "cafe": "the price of a coffee|the price of the menu|the new price",
            "boutique": "the price|the sale price|the price tag",
            "dental": "the price of the cleaning|the price in the quote|the bill",
            "software": "the price per seat|the yearly price|the monthly price",
        },
        "is fair and great value for money|is a real bargain, happy"
        "|is worth every cent, excellent"
        "|is honest and affordable, good value|was lower than expected, a nice discount",
        "went up again, far too expensive|is a rip-off, overpriced and unfair"
        "|is too expensive for what you get|was raised without notice, disappointing"
        "|is not worth the money anymore, sad|came with hidden costs, unacceptable",
        "is about average|is shown on the board|includes tax|changed this year",
        "compared with last year|for what you get|since the increase|with the discount"
        "|without the coupon",
    ),
    "appointment": (
        {
            "": "the appointment|my appointment|the booking of an appointment"
            "|the reminder for the appointment|the appointment slot"
        },
        "was easy to confirm with one click, great"
        "|was moved to a better day without trouble, thanks"
        "|started right on time, excellent|was free the same week, wonderful"
        "|was easy to rebook by the link, love it",
        "was cancelled on the day itself, so annoying"
        "|was impossible to reschedule by phone, awful"
        "|was weeks away, far too late|was forgotten by the practice, unacceptable"
        "|started an hour late, terrible"
        "|could not be confirmed, nobody called back, frustrating",
        "was on a Thursday|was booked by phone|was confirmed by message|was for the morning slot",
        "by phone|in the calendar|with the practice|a day before|for next week|by text message",
    ),
    "treatment": (
        {
            "": "the treatment|the filling|the teeth cleaning|the root canal"
            "|the dentist's examination"
        },
        "was gentle and completely painless, wonderful"
        "|was explained well and I felt safe, thank you"
        "|left my teeth clean and bright, great|was over quickly without pain, excellent"
        "|was done with real care, so relieved",
        "was painful and rushed, awful|hurt for days afterwards, terrible"
        "|was started without explaining the preparation, bad"
        "|left my tooth sore and swollen, worse than before"
        "|made me anxious, nobody told me not to eat before|had to be done again, painful",
        "took half an hour|needed an injection|was on the lower tooth|came with an x-ray",
        "at the lower tooth|under local anaesthetic|after the x-ray|with the new dentist"
        "|at the practice|without eating before",
    ),
    "onboarding": (
        {"": "the onboarding|the set-up|the trial|the import of our data|the first workspace"},
        "was done in an hour, excellent guide|was so easy that the whole team joined, love it"
        "|had a clear checklist and helpful tour, great|connected our data at once, brilliant"
        "|got us to a first result on day one, impressive",
        "was confusing and the guide was useless|took weeks to connect our data, terrible"
        "|stopped at the import with an error, frustrating"
        "|left our team lost, poor instructions"
        "|ended before the set-up was finished, disappointing",
        "has a checklist|needs an administrator|asks to invite the team|runs for thirty days",
        "with our data source|for the whole team|in the trial|during set-up|for new users"
        "|with the integration",
    ),
    "reports": (
        {"": "the dashboard|the report export|the weekly report|the report builder|the chart page"},
        "is clear and saves us hours, love it|is powerful and fast, excellent"
        "|gives our management great insight|exports perfectly to a spreadsheet"
        "|is flexible and a pleasure to build with",
        "is slow and times out, frustrating|shows wrong numbers since the release, terrible"
        "|broke again, a bad bug in every chart|lacks a filter we badly need, disappointing"
        "|crashes on large exports, useless for us",
        "has a filter by month|exports to a spreadsheet|refreshes every night"
        "|shows the numbers by team",
        "for the monthly report|on large exports|since the release|with the date filter"
        "|in our dashboard|for management",
    ),
}

# form: openers that are good, bad, plain; closers that are good, bad, plain
FORMS: dict[str, tuple[str, str, str, str, str, str]] = {
    "review": (
        "|Honestly, |What a nice surprise: |I am really pleased. |Second visit this month. "
        "|As always, |Big thanks! ",
        "|Honestly, |Sadly, |I am disappointed. |I wanted to like it. |Never again. "
        "|I have to be frank: ",
        "|So, |For the record, |A short note. |For those who ask: ",
        "|Happy to recommend.|Will come again!|Five stars from me.|Keep it up!|Thank you."
        "|My new favourite.",
        "|Would not recommend.|Not again.|Please fix this.|I expected more.|Two stars at most."
        "|What a pity.",
        "|That is all.|Nothing more to say.|Average, I would say.|We will see.",
    ),
    "survey": (
        "|Because |I gave this score because |Simply put, |Mainly, ",
        "|Because |I gave this score because |Mainly, |The problem: |Low score since ",
        "|Because |No strong view, |Well, |I remember that ",
        "|Thanks!|Keep going.|All good.|",
        "|Please improve this.|That needs to change.|It costs you customers.|",
        "|No more comments.|That's it.|",
    ),
    "ticket": (
        "Hello, |Hi team, |Hi, just to say: |Good morning, ",
        "Hello, |Hi team, |I need help: |Good morning, |To whom it may concern, |Urgent: "
        "|This is the second time I write. ",
        "Hello, |Hi team, |A question: |Good morning, ",
        "Thanks for your help.|Kind regards|No answer needed.|Have a good day.",
        "Please help.|Can someone look into this?|I expect an answer today."
        "|Please call me back."
        "|What are you going to do about it?|Kind regards",
        "Can you tell me more?|Is this normal?|Kind regards|Thanks in advance.",
    ),
    "mention": (
        "|Wow, |ok so |Shout-out: |Friday mood: ",
        "|Ugh, |seriously, |Anyone else? |Not my day: ",
        "|fyi, |btw, |Just saw: ",
        "#love|#happy|Go there!|10/10|",
        "#fail|Do better.|#never|smh|0/10",
        "#justsaying|Thoughts?|#daily|",
    ),
    "interview": (
        'P. says with a smile that |Asked about the last visit: |"I like it," and adds that '
        "|Spontaneously: ",
        'P. sighs and says that |Asked about the last visit: |"It bothers me," and adds that '
        "|After a pause: ",
        "P. mentions that |Asked about the last visit: |In passing: |P. explains that ",
        "Would tell friends.|Sees no need to change.|",
        "Has looked at alternatives.|Would leave for something better.|Asked to be called back.|",
        "No strong opinion.|To be followed up.|",
    ),
    "diary": (
        "Today, |Good day. |Day two: |This morning, ",
        "Today, |Bad day. |Day two: |This morning, ",
        "Today, |Day two: |This morning, |Nothing special. ",
        "Felt good.|Would do it again.|",
        "Felt annoyed all day.|Went elsewhere.|",
        "Moved on.|Normal day.|",
    ),
    "usability_test": (
        "Task done; |Finished without help; |Says aloud: ",
        "Task failed; |Needed help; |Says aloud: |Hesitates; ",
        "Task done with a detour; |Scrolls up and down; |Says aloud: ",
        "Rated easy.|No help needed.|",
        "Gave up after four minutes.|Rated hard.|Looked for help.|",
        "Rated fair.|Took the longer way.|",
    ),
}

LINKS: tuple[str, str, str] = (
    "And |Also, |Besides, |What is more, |Just as nice: ",
    "And |On top of that, |Also, |To make it worse, |Besides, ",
    "And |Also, |Besides, |By the way, ",
)

# An aside shows how the person lives: one list for each behavioural type, in the order of KINDS.
ASIDES: tuple[str, ...] = (
    "I come almost every day.|It is part of my morning.|I am a regular here."
    "|I stop by before work.",
    "I come in my lunch break.|At noon every minute counts.|I have half an hour for lunch."
    "|We come from the office next door.",
    "I come at weekends.|We make it a small trip.|My friends came along.|Saturday is our day.",
    "I only buy when there is an offer.|I compare prices first.|I waited for the sale."
    "|I keep the coupons.",
    "I do not mind paying for quality.|I like to be advised well."
    "|I take my time for such things."
    "|Good things last.",
)

PII: dict[str, str] = {
    "email": "You can reach me at {}.|My e-mail is {}.|Write to {} please.|Contact: {}",
    "phone": "Call me on {}.|My number is {}.|Phone: {}|I am reachable under {} after five.",
    "card": "I paid with card {}.|The card number is {}.|Card {} was charged.",
    "name": "Regards, {}|My name is {}.|This is {} writing.|Signed, {}",
}

TITLES: dict[str, str] = {
    "delivery": "Delivery|Shipping of my parcel|Parcel",
    "checkout": "Checkout|Payment|Paying online",
    "fit": "Size and fabric|Fit|Quality of the fabric",
    "rainwear": "Rain jacket|Rainwear|Rain coat",
    "refund": "Refund|Return|My return",
    "queue": "Waiting at lunch|The queue|Queue at noon",
    "coffee": "Coffee|Taste of the coffee|The espresso",
    "app": "The app|Pre-order app|App and pick-up",
    "staff": "Staff|Service and staff|The team",
    "price": "Price|Value for money|Prices",
    "appointment": "My appointment|Appointment|Booking an appointment",
    "treatment": "Treatment|At the dentist|My teeth",
    "onboarding": "Set-up|Trial and set-up|Onboarding",
    "reports": "Reports|Dashboard|Report export",
}
TITLE_ENDS: tuple[str, str, str] = (
    ": great|: very happy|, love it|: excellent|: all good|, thank you",
    ": disappointing|: not good|, a problem|: terrible|: please fix|, unhappy",
    ": a question|: a note|: okay|",
)
