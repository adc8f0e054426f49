"""Lines of a page that say when and how often, not what: the time of the last change, and counters of readers.

They are told by their words alone: a line is one only if nothing else stands in it, so that prose with a time in it is
never taken for one. A day by itself heads a part of many chronicles, and is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.text.numerals import MONTHS

_LONGEST = 16  # words: "last updated on Wednesday the 12th of March 2025 at 14:05 central european time"

# Words of which one must stand in such a line: what was done to the page, how long ago, or what is counted.
_TELLING_WORDS = (
    "updated update published posted modified edited revised ago yesterday today now"
    " comment comments view views share shares like likes read reads reading reaction reactions vote votes"
    " followers"
    " aktualisiert veröffentlicht geändert stand vor heute gestern kommentar kommentare aufrufe lesezeit"
    " publié modifié actualisé vues partages commentaire commentaires lecture"
    " actualizado publicado modificado hace hoy ayer comentario comentarios visitas lecturas lectura"
    " atualizado há hoje ontem comentário comentários visualizações leitura"
    " aggiornato pubblicato fa oggi ieri commento commenti lettura"
    " bijgewerkt gepubliceerd geleden vandaag gisteren reactie reacties"
    " uppdaterad publicerad opdateret oppdatert publisert zaktualizowano opublikowano обновлено опубликовано"
)
_COMPANY_WORDS = (
    "last first just on at the of and by in a an"
    " second seconds sec secs minute minutes min mins hour hours hr hrs h day days week weeks month months"
    " am pm gmt utc est edt cst cdt pst pdt et pt bst cet cest ist jst aest local central european eastern"
    " time monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
    " zuletzt am um uhr den der sekunden minute minuten stunde stunden tag tagen tage"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag"
    " le la à il y heure heures jours de du mis mise jour lundi mardi mercredi jeudi vendredi samedi dimanche"
    " el las los del hora horas minuto minutos día días lunes martes miércoles jueves viernes sábado domingo"
    " em às o os dia dias segunda terça quarta quinta sexta feira"
    " il alle ore ora minuti giorni lunedì martedì mercoledì giovedì venerdì sabato domenica"
    " op om uur minuten dagen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
    " kl klockan"
)
_TELLING = frozenset(_TELLING_WORDS.split())
_COMPANY = frozenset(_COMPANY_WORDS.split())
_CLOCK = re.compile(r"(?<!\d)[0-2]?\d[:.h][0-5]\d(?!\d)")


def is_passing(line: str, words: Sequence[str]) -> bool:
    """Whether a line tells only when its page was changed, or counts its readers; `words` is its normal form."""
    if not words or len(words) > _LONGEST:
        return False
    counted = told = dated = False
    for word in words:
        if word[0].isdecimal() or word[-1].isdecimal():  # 14h05 is "14" and "h05"
            counted = True
        elif word in _TELLING:
            told = True
        elif word in MONTHS:
            dated = True
        elif word not in _COMPANY:
            return False
    if told:
        return counted or dated or len(words) <= 3  # "updated just now"
    return dated and _CLOCK.search(line) is not None
