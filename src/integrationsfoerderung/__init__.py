"""What Baden-Württemberg's integration funding pays to municipalities: exact, explained, checked against reality."""

from .amounts import first_tranche, implied_persons, planning_frame
from .apportionment import Apportionment, Method, apportion
from .calculation import calculate
from .catalogue.loader import load_programme, programmes
from .errors import IntegrationsfoerderungError, InvalidInput, MissingExtra, Problem, UnknownFigureError
from .examples import load_example
from .figure import Figure, Unit
from .message import Message
from .model.case import Case
from .model.manager import Manager, Qualification
from .model.municipality import CountStatus, HeadCount, Municipality
from .model.overview import Area, OwnCosts, Provision, Settlement, Staffing
from .model.payout import Basis, Grant, GrantPayout, Payout, PerCapitaPayout, Stage
from .model.pillar import BudgetPillar, ManagementPillar, PayoutRound, PerCapitaPillar, Pillar
from .model.programme import Programme
from .model.remark import Gap, Remark
from .model.source import Source, Status
from .model.statement import Statement
from .money import Rounding
from .period import Period

__all__ = [
    "Apportionment",
    "Area",
    "Basis",
    "BudgetPillar",
    "Case",
    "CountStatus",
    "Figure",
    "Gap",
    "Grant",
    "GrantPayout",
    "HeadCount",
    "IntegrationsfoerderungError",
    "InvalidInput",
    "ManagementPillar",
    "Manager",
    "Message",
    "Method",
    "MissingExtra",
    "Municipality",
    "OwnCosts",
    "Payout",
    "PayoutRound",
    "PerCapitaPayout",
    "PerCapitaPillar",
    "Period",
    "Pillar",
    "Problem",
    "Programme",
    "Provision",
    "Qualification",
    "Remark",
    "Rounding",
    "Settlement",
    "Source",
    "Staffing",
    "Stage",
    "Statement",
    "Status",
    "Unit",
    "UnknownFigureError",
    "apportion",
    "calculate",
    "first_tranche",
    "implied_persons",
    "load_example",
    "load_programme",
    "planning_frame",
    "programmes",
]
